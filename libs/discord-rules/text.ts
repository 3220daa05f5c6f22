/** What is true of every text that Discord takes. Pure: the panel asks while somebody types, the server before it saves. */

export interface RuleProblem {
  /** Where, as a path: `name`, `options.0.choices.3.name`. */
  readonly field: string;
  /** One sentence for the person who filled it in, which says the mend. */
  readonly message: string;
}

/** Discord counts characters as people do: a surrogate pair is one. */
export const lengthOf = (text: string): number => [...text].length;

export const problem = (field: string, message: string): readonly RuleProblem[] => [{ field, message }];

/** A text that must stand there. Discord trims before it counts, so that blanks alone are nothing. */
export function textProblems(
  text: string,
  field: string,
  max: number,
  whenEmpty: string,
): readonly RuleProblem[] {
  return text.trim().length === 0 ? problem(field, whenEmpty) : lengthProblems(text.trim(), field, max);
}

/** A text that may be left out. */
export function lengthProblems(
  text: string | null | undefined,
  field: string,
  max: number,
): readonly RuleProblem[] {
  const length = lengthOf(text ?? '');
  return length > max ? problem(field, `At most ${max} characters; this has ${length}.`) : [];
}

export function countProblems(list: readonly unknown[], field: string, max: number, things: string) {
  return list.length > max
    ? problem(field, `At most ${max} ${things}; here are ${list.length}: take ${list.length - max} out.`)
    : [];
}

export interface WholeNumberRule {
  readonly min: number;
  readonly max: number;
}

export function wholeNumberProblems(
  value: number | null | undefined,
  field: string,
  { min, max }: WholeNumberRule,
): readonly RuleProblem[] {
  if (value === null || value === undefined) return [];
  const isFine = Number.isInteger(value) && value >= min && value <= max;
  return isFine ? [] : problem(field, `Give a whole number from ${min} to ${max}; this is ${value}.`);
}

/** `minField` gets the blame when the least is above the most. */
export function orderProblems(
  min: number | null | undefined,
  max: number | null | undefined,
  minField: string,
): readonly RuleProblem[] {
  const isWrong = typeof min === 'number' && typeof max === 'number' && min > max;
  return isWrong
    ? problem(minField, `The least, ${min}, is above the most, ${max}: lower the one or raise the other.`)
    : [];
}

export function addressProblems(
  address: string | null | undefined,
  field: string,
  { schemes, max = 2048 }: { readonly schemes: readonly string[]; readonly max?: number },
): readonly RuleProblem[] {
  if (address === null || address === undefined) return [];
  const [, scheme = ''] = /^([a-z]+):\/\/[^\s/?#]\S*$/i.exec(address) ?? [];
  if (!schemes.includes(scheme.toLowerCase())) {
    const starts = schemes.map((known) => `${known}://`);
    return problem(field, `Write a whole address that begins with ${starts.join(' or ')}.`);
  }
  return lengthProblems(address, field, max);
}

/** Says of every value that came before which place it is taken by. */
export function repeatProblems(
  values: readonly { readonly value: string | number | null | undefined; readonly field: string }[],
  message: (value: string | number) => string,
): readonly RuleProblem[] {
  const seen = new Set<string | number>();
  return values.flatMap(({ value, field }) => {
    // What is missing altogether is told by another rule.
    if (value === null || value === undefined || value === '') return [];
    const isTaken = seen.has(value);
    seen.add(value);
    return isTaken ? problem(field, message(value)) : [];
  });
}
