/** Imports form no cycle, types included: a knot of files has no order in which it can be understood or tested. */
import type { Edge, Project } from '../graph';
import { lines, type Rule, type Violation } from '../rule';

export const noCycles: Rule = {
  id: 'no-cycles',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/billing/planted-a.ts': lines("import { b } from './planted-b';", 'export const a = () => b;'),
        'server/platform/billing/planted-b.ts': lines("import { c } from './planted-c';", 'export const b = () => c;'),
        'server/platform/billing/planted-c.ts': lines(
          "import type { a } from './planted-a';",
          'export const c: typeof a | null = null;',
        ),
      },
      at: 'server/platform/billing/planted-a.ts:1',
    },
    {
      files: { 'components/planted-self.ts': lines("export * from './planted-self';") },
      at: 'components/planted-self.ts:1',
    },
  ],
  check(project) {
    const graph = successorsOf(project);
    return knotsOf(graph).map((knot) => describe(knot, graph));
  },
};

type Graph = ReadonlyMap<string, readonly Edge[]>;

function successorsOf(project: Project): Graph {
  const graph = new Map<string, Edge[]>();
  for (const edge of project.edges) {
    if (edge.target.kind !== 'file') continue;
    const list = graph.get(edge.from) ?? [];
    list.push(edge);
    graph.set(edge.from, list);
  }
  return graph;
}

/** Strongly connected components of more than one file, or of one that imports itself (Tarjan, 1972). */
function knotsOf(graph: Graph): Set<string>[] {
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: Set<string>[] = [];

  const visit = (node: string): void => {
    const index = indexes.size;
    indexes.set(node, index);
    lows.set(node, index);
    stack.push(node);
    onStack.add(node);
    let importsItself = false;
    for (const next of targetsOf(graph, node)) {
      if (next === node) importsItself = true;
      if (!indexes.has(next)) visit(next);
      if (onStack.has(next)) lows.set(node, Math.min(lows.get(node) ?? index, lows.get(next) ?? index));
    }
    if (lows.get(node) !== index) return;
    const knot = new Set<string>();
    let member: string | undefined;
    do {
      member = stack.pop();
      if (member === undefined) break;
      onStack.delete(member);
      knot.add(member);
    } while (member !== node);
    if (knot.size > 1 || importsItself) knots.push(knot);
  };

  for (const node of graph.keys()) if (!indexes.has(node)) visit(node);
  return knots;
}

function targetsOf(graph: Graph, node: string): string[] {
  return (graph.get(node) ?? []).flatMap((edge) => (edge.target.kind === 'file' ? [edge.target.path] : []));
}

/** One finding per knot, at its first file, with a shortest way round as the reason. */
function describe(knot: ReadonlySet<string>, graph: Graph): Violation {
  const [start = ''] = [...knot].sort();
  const way = shortestWayRound(start, knot, graph);
  const next = way[1] ?? start;
  const edge = graph.get(start)?.find(({ target }) => target.kind === 'file' && target.path === next);
  return {
    file: start,
    line: edge?.line ?? 1,
    why: `Import cycle of ${String(way.length - 1)}: ${way.join(' → ')}.`,
    fix: 'Move what both sides need into a file below them, or hand it in as an argument.',
  };
}

function shortestWayRound(start: string, knot: ReadonlySet<string>, graph: Graph): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] ?? start;
    for (const next of targetsOf(graph, node)) {
      if (next === start) return [...pathTo(node, cameFrom), start];
      if (!knot.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return [start];
}

function pathTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const before = cameFrom.get(node);
  return before === undefined ? [node] : [...pathTo(before, cameFrom), node];
}
