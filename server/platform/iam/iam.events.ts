import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';

/** Ids are edge ids. Gateways close what hangs on a session, or on a right, when they hear one of these. */
export const iamEvents = defineEvents('iam', {
  session_revoked: { version: 1, payload: z.object({ session_id: z.string(), user_id: z.string() }) },
  binding_revoked: { version: 1, payload: z.object({ binding_id: z.string(), user_id: z.string() }) },
  /** A role was given, or a denial: either changes what the person may do. */
  binding_given: { version: 1, payload: z.object({ binding_id: z.string(), user_id: z.string() }) },
  tree_changed: { version: 1, payload: z.object({ organization_id: z.string() }) },
  people_changed: { version: 1, payload: z.object({ organization_id: z.string() }) },
});
