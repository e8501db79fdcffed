/**
 * The public contract changes on purpose only. `docs/contract.json` keeps every procedure with what it asks and what it takes;
 * a difference between it and the routers is refused until somebody writes the file anew and so shows the change to whoever
 * reviews it.
 */
import { readContract, type Procedure } from '../contract';
import { lines, type Rule, type Violation } from '../rule';
import type { Project } from '../graph';

/** The contract as it was agreed on. */
export const CONTRACT_FILE = 'docs/contract.json';

const FIX =
  'If it is meant, run `npm run guard -- --accept-contract` and commit the file; if not, take the change back.';

const PLANTED_ROOT = lines(
  "import { router } from '@/server/shared/trpc';",
  "import { plantedInput } from './planted.input';",
  'export const appRouter = router({',
  '  planted: router({',
  "    one: guarded({ permission: 'iam.planted.read', input: plantedInput }).query(() => 1),",
  '  }),',
  '});',
);
const PLANTED_INPUT = lines('export const plantedInput = z.object({', '  text: z.string(), // of any length', '});');
const agreed = (input: string, name = 'planted.one') =>
  `{\n  "${name}": { "kind": "query", "asks": "iam.planted.read", "input": "${input}" }\n}\n`;
const planted = (contract: string) => ({
  'server/root.ts': PLANTED_ROOT,
  'server/planted.input.ts': PLANTED_INPUT,
  [CONTRACT_FILE]: contract,
});

export const publicContract: Rule = {
  id: 'public-contract',
  mode: 'block',
  plants: [
    { files: planted('{}\n'), at: 'server/root.ts:5' },
    { files: planted(agreed('z.object({text:z.string().max(9)})')), at: 'server/root.ts:5' },
    {
      files: planted(agreed('z.object({text:z.string()})').replace('.read', '.write')),
      at: 'server/root.ts:5',
    },
    { files: planted(agreed('', 'planted.gone')), at: `${CONTRACT_FILE}:2` },
  ],
  check(project) {
    const declared = readContract(project);
    const kept = keptContract(project);
    return [
      ...[...declared].flatMap(([name, { file, line, ...now }]): Violation[] => {
        const why = differenceOf(name, kept.get(name), now);
        return why === undefined ? [] : [{ file, line, why, fix: FIX }];
      }),
      ...[...kept.keys()]
        .filter((name) => !declared.has(name))
        .map((name) => ({
          file: CONTRACT_FILE,
          line: lineOfName(project, name),
          why: `${name} is gone, and whoever calls it fails.`,
          fix: FIX,
        })),
    ];
  },
};

function differenceOf(name: string, was: Procedure | undefined, now: Procedure): string | undefined {
  if (was === undefined) return `${name} is new to the public contract.`;
  if (was.kind !== now.kind) return `${name} was a ${was.kind} and is a ${now.kind}.`;
  if (was.asks !== now.asks) return `${name} asked ${was.asks} and asks ${now.asks}.`;
  if (was.input !== now.input)
    return `${name} takes other input: ${now.input || 'none'}; agreed was: ${was.input || 'none'}.`;
  return undefined;
}

function keptContract(project: Project): Map<string, Procedure> {
  const parsed: unknown = JSON.parse(project.files.get(CONTRACT_FILE)?.text ?? '{}');
  const kept = new Map<string, Procedure>();
  if (typeof parsed !== 'object' || parsed === null) return kept;
  for (const [name, value] of Object.entries(parsed)) kept.set(name, procedureOf(value));
  return kept;
}

function procedureOf(value: unknown): Procedure {
  const fields =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : undefined;
  const text = (name: string) => {
    const field = fields?.get(name);
    return typeof field === 'string' ? field : '';
  };
  return { kind: text('kind'), asks: text('asks'), input: text('input') };
}

function lineOfName(project: Project, name: string): number {
  const at = project.files.get(CONTRACT_FILE)?.lines.findIndex((line) => line.includes(`"${name}"`)) ?? -1;
  return at + 1;
}
