import { Locale } from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';

export type Fields = Record<string, unknown>;

const chatName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const locales: readonly string[] = Object.values(Locale);

/** Discord counts characters, of which a surrogate pair is one. */
const lengthOf = (text: string): number => [...text].length;

/** What stands in a menu, and with `isStrict` what people type. */
export function checkName(problems: Problems, name: unknown, isStrict: boolean): void {
  if (!isText(problems, name) || !hasLength(problems, name, 32) || !isStrict) return;
  if (!chatName.test(name))
    return problems.add('STRING_TYPE_REGEX', 'String value did not match validation regex.');
  if (name !== name.toLowerCase())
    problems.add('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

export function checkText(problems: Problems, text: unknown): void {
  if (isText(problems, text)) hasLength(problems, text, 100);
}

/** A text by language, each as the text that it stands for. */
export function checkLocalizations(
  problems: Problems,
  texts: unknown,
  check: (problems: Problems, text: unknown) => void,
): void {
  if (!isRecord(texts)) return;
  for (const [locale, text] of Object.entries(texts)) {
    const here = problems.at(locale);
    if (!locales.includes(locale))
      here.add('BASE_TYPE_CHOICES', `Value must be one of {${locales.join(', ')}}.`);
    else if (text !== null) check(here, text);
  }
}

export function isText(problems: Problems, value: unknown): value is string {
  if (typeof value === 'string') return true;
  if (value === undefined || value === null) problems.add('BASE_TYPE_REQUIRED', 'This field is required');
  else problems.add('STRING_TYPE_CONVERT', `Could not interpret "${value}" as string.`);
  return false;
}

export function listOf(problems: Problems, value: unknown, most: number): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.add('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return [];
  }
  if (value.length > most) problems.add('BASE_TYPE_BAD_LENGTH', `Must be between 0 and ${most} in length.`);
  return value;
}

/** Names, descriptions and choice values of a command and of everything in it, each in its longest language. */
export function charactersOf(fields: Fields): number {
  const value = typeof fields['value'] === 'string' ? lengthOf(fields['value']) : 0;
  const own = value + longest(fields, 'name') + longest(fields, 'description');
  const nested = [fields['options'], fields['choices']].flatMap((list) => (Array.isArray(list) ? list : []));
  return nested.filter(isRecord).reduce((sum, item) => sum + charactersOf(item), own);
}

function longest(fields: Fields, name: string): number {
  const texts = fields[`${name}_localizations`];
  const all = [fields[name], ...(isRecord(texts) ? Object.values(texts) : [])];
  return Math.max(...all.map((text) => (typeof text === 'string' ? lengthOf(text) : 0)));
}

function hasLength(problems: Problems, text: string, most: number): boolean {
  const length = lengthOf(text);
  if (length >= 1 && length <= most) return true;
  problems.add('BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${most} in length.`);
  return false;
}
