import { z } from 'zod';

/** The name of a shell within its workspace, as its tab shows it. */
export const zPtyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'Use up to 32 letters, digits, - and _');
