import { describe, expect, it } from 'vitest';
import { overlay, projectOf, type Project } from './graph';
import { prove } from './plant';
import { judge } from './report';
import type { Rule } from './rule';
import { RULES } from './rules';

const NO_EXCEPTIONS = '{ "ceiling": 0, "exceptions": [] }';
const DOMAIN_PAGE = '# A domain\n\n1. It holds.\n';
const TODAY = '2026-01-01';

/** A house large enough for the floors, with every layer in it and nothing wrong. */
function cleanHouse(texts: Record<string, string> = {}): Project {
  const imports = Array.from({ length: 4 }, (_, index) => `import { z as z${String(index)} } from 'zod';\n`).join('');
  const many = Array.from({ length: 420 }, (_, index) => [`server/shared/many/file-${String(index)}.ts`, imports]);
  return projectOf({
    'package.json': '{ "dependencies": { "zod": "1", "vitest": "1" } }',
    'tools/guard/exceptions.json': NO_EXCEPTIONS,
    'server/platform/audit/README.md': DOMAIN_PAGE,
    'server/platform/audit/index.ts': "export { appendAudit } from './audit.service';\n",
    'server/platform/audit/audit.service.ts': 'export const appendAudit = 1;\n',
    'server/products/gpuaas/README.md': DOMAIN_PAGE,
    'server/products/gpuaas/index.ts': "export { launch } from './gpuaas.service';\n",
    'server/products/gpuaas/gpuaas.service.ts':
      "import { appendAudit } from '@/server/platform/audit';\nexport const launch = appendAudit;\n",
    ...Object.fromEntries(many),
    ...texts,
  });
}

function findingsIn(project: Project, rules = RULES): string[] {
  return judge(project, rules, TODAY).rules.flatMap((rule) =>
    rule.violations.map(({ file, line }) => `${rule.id} ${file}:${String(line)}`),
  );
}

describe('the guard', () => {
  it('passes a clean house, and its report has exactly the agreed fields', () => {
    const report = judge(cleanHouse(), RULES, TODAY);
    expect(report.ok).toBe(true);
    expect(Object.keys(report)).toEqual(['ok', 'files', 'edges', 'unresolved', 'rules']);
    for (const rule of report.rules) {
      expect(Object.keys(rule)).toEqual(['id', 'mode', 'violations', 'planted', 'plantedFound']);
      expect(rule).toMatchObject({ mode: 'block', violations: [], planted: rule.plantedFound });
      expect(rule.planted).toBeGreaterThan(0);
    }
    expect(new Set(report.rules.map((rule) => rule.id)).size).toBe(report.rules.length);
    expect(report.rules.length).toBeGreaterThanOrEqual(10);
  });

  it('fails when any one rule goes blind, however clean the house is', () => {
    const house = cleanHouse();
    const blind = (rule: Rule): Rule => ({ ...rule, check: () => [] });
    for (const rule of RULES) {
      expect(prove(rule, house).missed, rule.id).toEqual([]);
      expect(prove(blind(rule), house).missed, rule.id).toHaveLength(rule.plants.length);
    }
    const [first, ...others] = RULES;
    expect(first && judge(house, [blind(first), ...others], TODAY).ok).toBe(false);
  });

  it('fails when it read next to nothing, or has next to no rules', () => {
    const tiny = projectOf({ 'package.json': '{}', 'tools/guard/exceptions.json': NO_EXCEPTIONS });
    expect(judge(tiny, RULES, TODAY).ok).toBe(false);
    expect(judge(cleanHouse(), RULES.slice(0, 3), TODAY).ok).toBe(false);
  });

  it('reports a real violation at its line, and fails for it', () => {
    const text = ['const a = 1;', 'export const b = a as ' + 'any;', ''].join('\n');
    const house = overlay(cleanHouse(), { 'components/x.ts': text });
    expect(findingsIn(house)).toEqual(['no-any components/x.ts:2']);
    expect(judge(house, RULES, TODAY).ok).toBe(false);
  });

  it('leaves near misses alone', () => {
    const house = cleanHouse({
      'prisma/models/audit.prisma': 'model AuditEntry {\n  id String\n  @@map("audit_entry")\n}\n',
      'components/link.tsx': [
        "import type { AppRouter } from '@/server/root';",
        '// The reason, in words; anything else would be a riddle.',
        "export const url = 'https://host/path'; // any comment may say any",
        "export const text = '// const x = 1;';",
        'export const Row = (router: AppRouter) => <p className="text-muted">const a = 1; // {String(router)}</p>;',
      ].join('\n'),
      'server/root.ts': "import { launch } from '@/server/products/gpuaas';\nexport type AppRouter = typeof launch;\n",
      'server/platform/audit/audit.repository.ts': [
        'export const insert = (tx: Tx) => tx.db.auditEntry.create({ data: {} });',
        "export const note = 'Please update audit_entry_names by hand';",
        'type Tx = { db: { auditEntry: { create: (input: object) => void } } };',
      ].join('\n'),
      'server/platform/audit/audit.db.test.ts': 'await tx.db.somethingElse.create({});\nexport {};\n',
      'app/api/health/route.ts':
        "import { launch } from '@/server/products/gpuaas';\nexport const GET = () => launch;\n",
    });
    expect(findingsIn(house)).toEqual([]);
  });

  it('takes an exception until its day, and refuses one that is late, needless or over the ceiling', () => {
    const entry = { rule: 'no-any', file: 'components/x.ts', owner: 'design', reason: 'An upstream type is wrong.' };
    const houseWith = (ceiling: number, expires: string, text: string) =>
      overlay(cleanHouse(), {
        'components/x.ts': text,
        'tools/guard/exceptions.json': JSON.stringify({ ceiling, exceptions: [{ ...entry, expires }] }),
      });
    const wrong = 'export const b = 1 as ' + 'any;\n';
    const refused = ['exceptions-expire tools/guard/exceptions.json:1'];
    const rules = RULES.filter((rule) => rule.id === 'no-any');
    expect(findingsIn(houseWith(1, '2026-02-01', wrong), rules)).toEqual([]);
    expect(findingsIn(houseWith(1, '2025-12-31', wrong), rules)).toEqual(refused);
    expect(findingsIn(houseWith(1, '2026-02-01', 'export const b = 1;\n'), rules)).toEqual(refused);
    expect(findingsIn(houseWith(0, '2026-02-01', wrong), rules)).toEqual(refused);
  });
});
