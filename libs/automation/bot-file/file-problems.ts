import type { RuleProblem } from '@cube/discord-rules/text';
import { Invalid } from '@cube/platform/errors';

/** Problems that are told of one file. */
const most = 100;

/** Throws for what is wrong with a file; each problem names its line. */
export function refuseProblems(problems: readonly RuleProblem[], lineOf: (path: string) => number): void {
  const told = problems
    .map(({ field, message }) => ({ field, line: lineOf(field), message }))
    .sort((one, other) => one.line - other.line)
    .slice(0, most)
    .map(({ field, line, message }) => ({ field, message: `Line ${line}: ${message}` }));
  const [first] = told;
  if (!first) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new Invalid(`${first.message} [${first.field}]${more}`, told);
}
