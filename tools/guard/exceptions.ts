/**
 * Exceptions: a finding that someone answers for, until a day. The list only shrinks: it may not be longer than its ceiling,
 * and one that no longer matches anything must be removed. Both, like an expired one, fail the run.
 */
import { z } from 'zod';
import type { Project } from './graph';
import type { Violation } from './rule';

const EXCEPTIONS_FILE = 'tools/guard/exceptions.json';

const exceptionSchema = z.strictObject({
  rule: z.string().min(1),
  file: z.string().min(1),
  owner: z.string().min(1),
  reason: z.string().min(20),
  /** Last day on which it holds, `YYYY-MM-DD`. */
  expires: z.iso.date(),
});
const listSchema = z.strictObject({ ceiling: z.int().min(0), exceptions: z.array(exceptionSchema) });

export type Exception = z.infer<typeof exceptionSchema>;
export type ExceptionList = z.infer<typeof listSchema>;

/** Reads the list out of the project; throws when it is missing or malformed. */
export function readExceptions(project: Project): ExceptionList {
  const text = project.files.get(EXCEPTIONS_FILE)?.text;
  if (text === undefined) throw new Error(`${EXCEPTIONS_FILE} is missing`);
  return listSchema.parse(JSON.parse(text));
}

/** What is left of a rule's findings, and which exceptions were needed. */
export function applyExceptions(
  ruleId: string,
  violations: readonly Violation[],
  exceptions: readonly Exception[],
): { readonly left: Violation[]; readonly used: Exception[] } {
  const mine = exceptions.filter((exception) => exception.rule === ruleId);
  const left = violations.filter(({ file }) => !mine.some((exception) => exception.file === file));
  const used = mine.filter((exception) => violations.some(({ file }) => file === exception.file));
  return { left, used };
}

/** What is wrong with the list itself. `today` is `YYYY-MM-DD`. */
export function judgeExceptions(list: ExceptionList, used: readonly Exception[], today: string): Violation[] {
  const at = { file: EXCEPTIONS_FILE, line: 1 };
  const tooMany = list.exceptions.length > list.ceiling;
  return [
    ...(tooMany
      ? [
          {
            ...at,
            why: 'More exceptions than the ceiling allows.',
            fix: 'Repair a finding; the ceiling only goes down.',
          },
        ]
      : []),
    ...list.exceptions
      .filter((exception) => exception.expires < today)
      .map((exception) => ({
        ...at,
        why: `The exception of ${exception.owner} for ${exception.rule} in ${exception.file} ended on ${exception.expires}.`,
        fix: 'Repair the finding.',
      })),
    ...list.exceptions
      .filter((exception) => !used.includes(exception))
      .map((exception) => ({
        ...at,
        why: `The exception for ${exception.rule} in ${exception.file} excuses nothing any more.`,
        fix: 'Remove it and lower the ceiling.',
      })),
  ];
}
