import { TRPCClientError } from '@trpc/client';
import type { WireError } from '@/server/shared/trpc';

/** The server's own word about a failure, or undefined when the server was not reached. */
export function wireErrorOf(error: unknown): (WireError & { message: string }) | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('correlationId' in data)) return undefined;
  return { ...(data as WireError), message: error.message };
}

/** Messages for form fields, by input path, when the server refused the input. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  const wire = wireErrorOf(error);
  if (!wire || wire.kind !== 'invalid_input' || !wire.details) return {};
  return Object.fromEntries(
    Object.entries(wire.details).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

/** One sentence for a person, whatever failed. */
export function messageOf(error: unknown): string {
  return wireErrorOf(error)?.message ?? 'The server cannot be reached. Check your connection; your work is kept.';
}
