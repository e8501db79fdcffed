import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { Gallery } from './gallery';
import { isGalleryShown } from './gallery.server';

export const metadata: Metadata = { title: 'Gallery' };

/** Every piece with every state, on made-up data, for those who build and judge the console. */
export default async function GalleryPage() {
  // The profile is known when the server runs, not when it is built.
  await connection();
  if (!isGalleryShown()) notFound();
  return <Gallery />;
}
