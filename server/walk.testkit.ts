import pg from 'pg';
import { z } from 'zod';
import type { makeOrganization } from '@/server/platform/iam/iam.testkit';
import { newId, newUuid, uuidFromId, type Id, type IdPrefix } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';

/** One procedure as it stands in the router at run time. */
export interface WalkedProcedure {
  path: string;
  meta: { permission?: string; open?: 'public' | 'signed_in'; reason?: string };
  inputSchema: z.ZodType | undefined;
  middlewares: ((options: StepOptions) => Promise<StepResult>)[];
  type: string;
}

interface StepOptions {
  ctx: unknown;
  input: unknown;
  path: string;
  type: string;
  meta: unknown;
  getRawInput: () => Promise<unknown>;
  signal: undefined;
  batchIndex: number;
  next: (more?: { ctx?: object; input?: unknown; getRawInput?: () => Promise<unknown> }) => Promise<StepResult>;
}

export type StepResult = { ok: true; ctx: object } | { ok: false; error: Error };

const procedureShape = z.object({
  meta: z.object({
    permission: z.string().optional(),
    open: z.enum(['public', 'signed_in']).optional(),
    reason: z.string().optional(),
  }),
  inputs: z.array(z.instanceof(z.ZodType)),
  middlewares: z.array(z.custom<WalkedProcedure['middlewares'][number]>((value) => typeof value === 'function')).min(2),
  type: z.string(),
});

/** Every procedure of a router, by path. One that says nothing about who may call it fails here. */
export function proceduresOf(router: { _def: { procedures: object } }): WalkedProcedure[] {
  return Object.entries(router._def.procedures).map(([path, procedure]) => {
    const def: unknown = (procedure as { _def: unknown })._def;
    const parsed = procedureShape.safeParse(def);
    if (!parsed.success) throw new Error(`${path} names neither a permission nor why it needs none`);
    const { meta, inputs, middlewares, type } = parsed.data;
    return { path, meta, middlewares, type, inputSchema: inputs[0] };
  });
}

/**
 * Runs everything that stands before the resolver (sign-in, input, place, right), and not the resolver: so nothing changes,
 * and "allowed" means that the guards let the call through.
 */
export async function runGuards(procedure: WalkedProcedure, ctx: object, rawInput: unknown): Promise<StepResult> {
  const getRawInput = () => Promise.resolve(rawInput);
  const step = async (index: number, options: { ctx: object; input: unknown }): Promise<StepResult> => {
    const middleware = procedure.middlewares[index];
    if (!middleware || index === procedure.middlewares.length - 1) return { ok: true, ctx: options.ctx };
    try {
      return await middleware({
        ...options,
        path: procedure.path,
        type: procedure.type,
        meta: procedure.meta,
        getRawInput,
        signal: undefined,
        batchIndex: 0,
        next: (more) =>
          step(index + 1, {
            ctx: { ...options.ctx, ...more?.ctx },
            input: more && 'input' in more ? more.input : options.input,
          }),
      });
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  };
  return step(0, { ctx, input: undefined });
}

/** The ids that inputs may name, by field name. */
export type KnownIds = Record<string, Id<IdPrefix>>;

/** The levels of the tree, each of which an input may be about. */
export const LEVELS = ['platform', 'organization', 'department', 'project'] as const;
export type Level = (typeof LEVELS)[number];

const PLACE_KEYS: Readonly<Record<string, Level>> = {
  organizationId: 'organization',
  departmentId: 'department',
  projectId: 'project',
};

/**
 * The inputs that a schema accepts, one per level of the tree it can be about: ids by field name, everything else the plainest
 * there is. What stays undefined where a value is needed makes the guards refuse the input, and the walk tells.
 */
export function inputsFor(schema: z.ZodType | undefined, ids: KnownIds): unknown[] {
  if (!schema) return [undefined];
  const inputs = LEVELS.map((level) => plainest(schema, '', { ids, level }));
  const seen = new Set<string>();
  return inputs.filter((input) => {
    const text = JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    return !seen.has(text) && Boolean(seen.add(text));
  });
}

interface Wanted {
  ids: KnownIds;
  level: Level;
}

function plainest(schema: z.ZodType, name: string, wanted: Wanted): unknown {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape);
    return Object.fromEntries(fields.map(([key, field]) => [key, plainest(field, key, wanted)]));
  }
  if (schema instanceof z.ZodOptional) {
    // An id that may be left out stands only where it names the place in question.
    return PLACE_KEYS[name] === wanted.level ? wanted.ids[name] : undefined;
  }
  if (schema instanceof z.ZodDefault) return undefined;
  if (schema instanceof z.ZodNullable) return null;
  if (schema instanceof z.ZodIntersection) {
    const halves = [schema.def.left, schema.def.right].map((half) => plainest(half as z.ZodType, name, wanted));
    return Object.assign({}, ...halves) as unknown;
  }
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as z.ZodType[];
    const made = options.map((option) => plainest(option, name, wanted));
    return made.find((value) => JSON.stringify(value)?.includes(`"kind":"${wanted.level}"`)) ?? made[0];
  }
  if (schema instanceof z.ZodLiteral) return [...schema.values][0];
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodArray) return [];
  return firstAccepted(schema, [
    ...(wanted.ids[name] ? [wanted.ids[name]] : []),
    ...(name === 'to' ? [new Date(2_000_000)] : []),
    ...PLAIN_VALUES,
    ...Object.values(wanted.ids),
  ]);
}

const PLAIN_VALUES: readonly unknown[] = [
  'Some words',
  'someone@test.invalid',
  'UTC',
  'long enough password',
  'some-words',
  newUuid(),
  1,
  1_024,
  65_536,
  1n,
  true,
  new Date(1_000_000),
];

function firstAccepted(schema: z.ZodType, candidates: readonly unknown[]): unknown {
  return candidates.find((candidate) => schema.safeParse(candidate).success);
}

/** Rows of domains right of identity that inputs name, without what hangs on them. */
export async function insertBareResources(organization: Awaited<ReturnType<typeof makeOrganization>>): Promise<{
  allocationId: Id<'alc'>;
  surfaceId: Id<'sfc'>;
}> {
  const [allocationId, surfaceId] = [newId('alc'), newId('sfc')];
  const place = [
    uuidFromId(organization.id),
    uuidFromId(organization.departmentId),
    uuidFromId(organization.otherProjectId),
  ];
  const client = new pg.Client({ connectionString: fileDatabase().superUrl });
  await client.connect();
  try {
    // Only their place in the tree matters here: what they refer to elsewhere is left out.
    await client.query(`SET session_replication_role = replica`);
    await client.query(
      `INSERT INTO gpuaas_allocation (id, organization_id, department_id, project_id, owner_id, name, sku_id, image, disk_mib,
         state, price_snapshot_id, micros_per_hour, currency, is_simulated, correlation_id, requested_at)
       VALUES ($1, $2, $3, $4, $5, 'bare', $5, 'image', 20480, 'requested', $5, 1, 'EUR', true, 'c', now())`,
      [uuidFromId(allocationId), ...place, newUuid()],
    );
    await client.query(
      `INSERT INTO runtime_surface (id, organization_id, project_id, resource_id, kind, name, audience, auth_mode, target, opened_at)
       VALUES ($1, $2, $3, $4, 'terminal', 'bare', 'project', 'browser_session', '{}', now())`,
      [uuidFromId(surfaceId), place[0], place[2], uuidFromId(allocationId)],
    );
  } finally {
    await client.end();
  }
  return { allocationId, surfaceId };
}
