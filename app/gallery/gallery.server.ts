import { env } from '@/server/shared/env';

/** Whether this profile shows the gallery; elsewhere it is as if it did not exist. */
export function isGalleryShown(): boolean {
  return env().profile.showGallery;
}
