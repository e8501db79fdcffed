import type { KeyObject } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { z } from 'zod';

import { readText } from '../host/processes';
import { signedEnvelopeSchema, signEnvelope } from '../protocol/envelope';
import { eventsKeptMax, type RuntimeEventBody } from '../protocol/event-schemas';
import { parseJsonLines, writeFileDurably } from './durable-file';

const lineSchema = z.object({ sequence: z.int().min(1), envelope: signedEnvelopeSchema });
export type LoggedEvent = z.infer<typeof lineSchema>;

/**
 * The signed events, in order. Invariants: sequences have no holes; an event is on disk before a listener hears of it; of old events
 * at least the last {@link eventsKeptMax} are kept.
 */
export class EventLog {
  private events: LoggedEvent[];
  private readonly listeners = new Set<(event: LoggedEvent) => void>();
  private descriptor: number;

  constructor(
    private readonly file: string,
    private readonly signer: { readonly nodeId: string; readonly privateKey: KeyObject },
    private readonly now: () => Date = () => new Date(),
  ) {
    this.events = parseJsonLines(readText(file) ?? '').flatMap((line) => lineSchema.safeParse(line).data ?? []);
    this.compact();
    this.descriptor = openSync(file, 'a', 0o600);
  }

  get nextSequence(): number {
    return (this.events.at(-1)?.sequence ?? 0) + 1;
  }

  get oldestSequence(): number {
    return this.events[0]?.sequence ?? this.nextSequence;
  }

  /** Whether an event of this type was logged for a workspace that was made at `since` (ISO) or later. */
  has(type: RuntimeEventBody['type'], workspaceId: string, since: string): boolean {
    const wanted = z.object({ type: z.literal(type), workspaceId: z.literal(workspaceId), at: z.string() });
    return this.events.some(({ envelope }) => {
      const event = wanted.safeParse(JSON.parse(envelope.body)).data;
      return event !== undefined && event.at >= since;
    });
  }

  /** `at` is when it happened (ISO), where that is not now. */
  append(body: RuntimeEventBody, at = this.now().toISOString()): void {
    const sequence = this.nextSequence;
    const event = { ...body, nodeId: this.signer.nodeId, sequence, at };
    const logged = { sequence, envelope: signEnvelope('event', event, this.signer.privateKey) };
    appendFileSync(this.descriptor, `${JSON.stringify(logged)}\n`);
    fsyncSync(this.descriptor);
    this.events.push(logged);
    if (this.events.length > 2 * eventsKeptMax) this.rewrite();
    for (const listener of this.listeners) listener(logged);
  }

  /** Calls `listener` with kept events from `fromSequence` on, then with new ones. Returns how to stop. */
  subscribe(fromSequence: number, listener: (event: LoggedEvent) => void): () => void {
    for (const event of this.events) if (event.sequence >= fromSequence) listener(event);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private rewrite(): void {
    closeSync(this.descriptor);
    this.compact();
    this.descriptor = openSync(this.file, 'a', 0o600);
  }

  /** Also drops a line that a crash cut short, which would otherwise swallow the next one. */
  private compact(): void {
    this.events = this.events.slice(-eventsKeptMax);
    writeFileDurably(this.file, this.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }
}
