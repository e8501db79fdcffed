/**
 * What a domain alone may do: publish its events, declare its jobs, register its permissions. The name before the first dot
 * says whose it is.
 */
import ts from 'typescript';
import { isTestCode, ownerFolder } from '../areas';
import { codeFiles, type Project } from '../graph';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { lineOf, nodesOf, type SourceFile } from '../source';

const MANIFEST = 'server/jobs.manifest.json';

const eventOwnership: Rule = {
  id: 'event-ownership',
  mode: 'block',
  plants: [
    {
      files: {
        'server/products/planted/planted.events.ts': lines(
          "import { defineEvents } from '@/server/shared/events';",
          "export const events = defineEvents('billing', {});",
        ),
      },
      at: 'server/products/planted/planted.events.ts:2',
    },
    {
      files: {
        'server/platform/iam/index.ts': lines("export { iamEvents } from './planted.events';"),
        'server/platform/iam/planted.events.ts': lines("export const iamEvents = defineEvents('iam', {});"),
      },
      at: 'server/platform/iam/index.ts:1',
    },
    {
      files: {
        'server/platform/iam/planted.ts': lines("const type = 'iam.x';", 'notify(`NOTIFY ${type}`);', '`NOTIFY x`;'),
      },
      at: 'server/platform/iam/planted.ts:2',
    },
  ],
  check: (project) => [
    ...shippedFiles(project).flatMap((file) => declaredElsewhere(file, 'defineEvents', '.events.ts')),
    ...leakedEvents(project),
    ...shippedFiles(project).flatMap(ownNotifications),
  ],
};

const jobOwnership: Rule = {
  id: 'job-ownership',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.jobs.ts': lines(
          'export const job = defineJob({',
          "  name: 'billing.planted',",
          '});',
        ),
        [MANIFEST]: '[{ "name": "billing.planted" }]',
      },
      at: 'server/platform/iam/planted.jobs.ts:2',
    },
    {
      files: {
        'server/platform/iam/planted.jobs.ts': lines('export const job = defineJob({', "  name: 'iam.planted',", '});'),
        [MANIFEST]: '[]',
      },
      at: 'server/platform/iam/planted.jobs.ts:2',
    },
  ],
  check(project) {
    const manifest = project.files.get(MANIFEST)?.text ?? '';
    return shippedFiles(project)
      .flatMap(jobsOf)
      .flatMap(({ file, line, name }): Violation[] => {
        const owner = ownerFolder(name.split('.')[0] ?? '');
        if (!file.startsWith(owner)) {
          return [{ file, line, why: `The job ${name} belongs to ${owner}.`, fix: 'Declare it there, or rename it.' }];
        }
        if (manifest.includes(`"${name}"`)) return [];
        return [
          { file, line, why: `${MANIFEST} does not name ${name}: its queue is never made.`, fix: 'Add it there.' },
        ];
      });
  },
};

function shippedFiles(project: Project): SourceFile[] {
  return codeFiles(project).filter((file) => file.path.startsWith('server/') && !isTestCode(file.path));
}

/** Calls of `maker('domain', …)` outside the domain's folder or outside the file that is for it. */
function declaredElsewhere(file: SourceFile, maker: string, suffix: string): Violation[] {
  return declarationsOf(file)
    .filter((call) => call.maker === maker)
    .flatMap(({ line, domain }): Violation[] => {
      const owner = ownerFolder(domain);
      if (file.path.startsWith(owner) && file.path.endsWith(suffix)) return [];
      const why = `${domain}.* is declared, and therefore published, only in a *${suffix} below ${owner}.`;
      return [{ file: file.path, line, why, fix: 'Move it there, or ask its owner for a service that publishes.' }];
    });
}

const declarationsOf = perFile((file: SourceFile) => {
  const { ast } = file;
  if (ast === undefined) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    const [domain] = call.arguments;
    if (!ts.isIdentifier(call.expression) || domain === undefined || !ts.isStringLiteral(domain)) return [];
    return [{ maker: call.expression.text, domain: domain.text, line: lineOf(ast, call) }];
  });
});

/** A definition that leaves its folder hands out the right to publish. */
function leakedEvents(project: Project): Violation[] {
  return project.edges
    .filter((edge) => /\/index\.ts$/.test(edge.from) && edge.target.kind === 'file' && !edge.isTypeOnly)
    .filter((edge) => edge.target.kind === 'file' && edge.target.path.endsWith('.events.ts'))
    .map((edge) => ({
      file: edge.from,
      line: edge.line,
      why: 'Whoever holds an event definition can publish the event; this door hands it out.',
      fix: 'Export types only; subscribers go by event type.',
    }));
}

/** `NOTIFY` and `pg_notify` belong to the relay alone: it tells after COMMIT, in order, once. */
const ownNotifications = perFile((file: SourceFile): Violation[] => {
  const { ast } = file;
  if (ast === undefined || file.path.startsWith('server/shared/')) return [];
  const texts = [...nodesOf(file, ts.isStringLiteralLike), ...nodesOf(file, ts.isTemplateExpression)];
  return texts
    .filter((node) => /\bpg_notify\s*\(|^.?\s*NOTIFY\s/.test(node.getText(ast)))
    .map((node) => ({
      file: file.path,
      line: lineOf(ast, node),
      why: 'Only the relay announces: what is announced beside it may be about a transaction that never commits.',
      fix: 'Publish an event; the relay announces it.',
    }));
});

interface DeclaredJob {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

const jobsOf = perFile((file: SourceFile): DeclaredJob[] => {
  const { ast } = file;
  if (ast === undefined) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    const [spec] = call.arguments;
    if (!ts.isIdentifier(call.expression) || call.expression.text !== 'defineJob') return [];
    if (spec === undefined || !ts.isObjectLiteralExpression(spec)) return [];
    return spec.properties.flatMap((property) => {
      if (!ts.isPropertyAssignment(property) || property.name.getText(ast) !== 'name') return [];
      const value = property.initializer;
      return ts.isStringLiteral(value) ? [{ file: file.path, line: lineOf(ast, property), name: value.text }] : [];
    });
  });
});

export const OWNER_RULES: readonly Rule[] = [eventOwnership, jobOwnership];
