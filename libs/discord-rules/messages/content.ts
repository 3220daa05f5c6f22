import { lengthProblems, problem, type RuleProblem } from '../text';

/** The content of one message. */
export const contentLength = { min: 1, max: 2000 } as const;

/** Counted untrimmed: nothing in Discord's documentation says that content is cut before it is counted. */
export const contentProblems = (content: string, field: string, whenEmpty: string): readonly RuleProblem[] =>
  content.trim().length === 0 ? problem(field, whenEmpty) : lengthProblems(content, field, contentLength.max);
