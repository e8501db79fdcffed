import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';

/** Says nothing of the row: who hears it reads the trail with their own rights. */
export const auditEvents = defineEvents('audit', {
  entry_appended: { version: 1, payload: z.object({}) },
});
