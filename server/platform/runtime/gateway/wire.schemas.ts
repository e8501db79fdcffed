import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { zPtyId } from '../terminals/pty-id';
import { INPUT_CHUNK_BYTES_MAX } from './window.rules';

const size = z.int().min(1).max(1_000);
const offset = z.int().min(0);

export const openTerminalSchema = z.object({
  ticket: z.string().min(1).max(200),
  surfaceId: zId('sfc'),
  ptyId: zPtyId,
  create: z.boolean(),
  columns: size,
  rows: size,
  resume: z.object({ incarnation: z.string().max(64), offset }).optional(),
});
export type OpenTerminalRequest = z.output<typeof openTerminalSchema>;

/** Arguments of the messages that have no answer. What does not fit is dropped: our own client sends nothing else. */
export const inputSchema = z.tuple([
  z.int(),
  z.instanceof(Uint8Array).refine((data) => data.length <= INPUT_CHUNK_BYTES_MAX),
]);
export const resizeSchema = z.tuple([z.int(), size, size]);
export const ackSchema = z.tuple([z.int(), offset]);
export const closeSchema = z.tuple([z.int()]);
