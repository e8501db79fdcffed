import type { z } from 'zod';
import type { Prisma, Tx } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';

/**
 * Who may hear of an event. Uuids. The narrowest of person, project and organization counts; `everyone` stands alone and means every
 * signed-in person. With nothing at all, only those who run the platform hear it.
 */
export interface Audience {
  everyone?: true;
  organizationId?: string;
  projectId?: string;
  userId?: string;
}

/** On the wire and in the outbox. Ids in payloads are edge ids (`alc_…`). */
export interface EventEnvelope {
  event_id: string;
  event_type: string;
  occurred_at: string;
  version: number;
  correlation_id: string;
  payload: Record<string, unknown>;
}

/** A definition publishes; nobody else can, because it does not leave its domain's folder. */
export interface EventDefinition<P extends Record<string, unknown>> {
  readonly type: string;
  publish(tx: Tx, payload: P, audience: Audience): Promise<void>;
}

interface EventSpec {
  version: number;
  payload: z.ZodType<Record<string, unknown>>;
}

type PayloadOf<S extends EventSpec> =
  S['payload'] extends z.ZodType<infer P extends Record<string, unknown>> ? P : never;

/**
 * Declares the events a domain owns: `defineEvents('gpuaas', { allocation_changed: { version: 1, payload: z.object({…}) } })`.
 * `publish` writes an outbox row in the transaction that caused the event.
 */
export function defineEvents<const S extends Record<string, EventSpec>>(
  domain: string,
  specs: S,
): { [K in keyof S]: EventDefinition<PayloadOf<S[K]>> } {
  const definitions = {} as { [K in keyof S]: EventDefinition<PayloadOf<S[K]>> };
  for (const [name, spec] of Object.entries(specs) as [keyof S & string, EventSpec][]) {
    const type = `${domain}.${name}`;
    definitions[name] = {
      type,
      async publish(tx, payload, audience) {
        await tx.db.outboxEvent.create({
          data: {
            eventId: newUuid(),
            type,
            version: spec.version,
            occurredAt: tx.now,
            correlationId: tx.correlationId,
            organizationId: audience.organizationId ?? null,
            projectId: audience.projectId ?? null,
            userId: audience.userId ?? null,
            everyone: audience.everyone ?? false,
            payload: spec.payload.parse(payload) as Prisma.InputJsonObject,
          },
        });
      },
    };
  }
  return definitions;
}
