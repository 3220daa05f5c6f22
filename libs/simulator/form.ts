import { z } from 'zod';

import { Problems } from './errors';

type Issue = z.core.$ZodIssue;

/** Reads a body by its shape, or throws Discord's 50035 with the path and the wording of every fault. */
export function form<T>(shape: z.ZodType<T>, body: unknown, problems = Problems.none()): T {
  const parsed = shape.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  // Only a fault has to say what it was found in.
  const { error } = shape.safeParse(body ?? {}, { reportInput: true });
  for (const issue of error?.issues ?? []) {
    const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    problems.at(...path).add(...worded(issue));
  }
  return problems.fail();
}

const typeWords: Record<string, readonly [code: string, message: (value: string) => string]> = {
  string: ['STRING_TYPE_CONVERT', (value) => `Could not interpret "${value}" as string.`],
  number: ['NUMBER_TYPE_COERCE', (value) => `Value "${value}" is not int.`],
  int: ['NUMBER_TYPE_COERCE', (value) => `Value "${value}" is not int.`],
  boolean: ['BOOLEAN_TYPE_CONVERT', () => 'Must be either true or false.'],
  array: ['LIST_TYPE_CONVERT', () => 'Only iterables may be used in a ListType'],
};

function worded(issue: Issue): [code: string, message: string] {
  const { input } = issue;
  if (input === undefined) return ['BASE_TYPE_REQUIRED', 'This field is required'];
  switch (issue.code) {
    case 'invalid_type': {
      const [code, message] = typeWords[issue.expected] ?? [
        'MODEL_TYPE_CONVERT',
        () => 'Only dictionaries may be used in a ModelType',
      ];
      return [code, message(String(input))];
    }
    case 'too_big':
      if (typeof input === 'number')
        return ['NUMBER_TYPE_MAX', `int value should be less than or equal to ${issue.maximum}.`];
      return ['BASE_TYPE_MAX_LENGTH', `Must be ${issue.maximum} or fewer in length.`];
    case 'too_small':
      if (typeof input === 'number')
        return ['NUMBER_TYPE_MIN', `int value should be greater than or equal to ${issue.minimum}.`];
      return input === ''
        ? ['BASE_TYPE_REQUIRED', 'This field is required']
        : ['BASE_TYPE_MIN_LENGTH', `Must be ${issue.minimum} or more in length.`];
    case 'invalid_value':
      return ['BASE_TYPE_CHOICES', `Value must be one of {${issue.values.map(String).join(', ')}}.`];
    case 'invalid_format':
      return issue.message === notSnowflake
        ? ['NUMBER_TYPE_COERCE', `Value "${String(input)}" is not snowflake.`]
        : ['STRING_TYPE_REGEX', 'String value did not match validation regex.'];
    case 'custom':
      return [String(issue.params?.['code'] ?? 'BASE_TYPE_BAD_TYPE'), issue.message];
    default:
      return ['BASE_TYPE_BAD_TYPE', issue.message];
  }
}

const notSnowflake = 'not a snowflake';

/** An id. */
export const snowflakeField = z.string().regex(/^\d{1,20}$/, notSnowflake);

/** A text whose length has two ends, which Discord names in one sentence. */
export const textField = (least: number, most: number) =>
  z.string().refine(({ length }) => length >= least && length <= most, {
    message: `Must be between ${least} and ${most} in length.`,
    params: { code: 'BASE_TYPE_BAD_LENGTH' },
  });

/** A decimal number in a query. */
export const countField = (least: number, most: number) =>
  z.union([z.string().regex(/^\d+$/).transform(Number), z.number()]).pipe(z.number().min(least).max(most));

/** Permissions as Discord takes them: a decimal string or, in old libraries, a number. */
export const permissionsField = z
  .union([z.string().regex(/^\d+$/), z.number().int().min(0)])
  .transform(String);
