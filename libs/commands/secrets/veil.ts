import { secretLength } from '@cube/discord-rules/steps/secret-names';

import type { OpenSecret } from './secret-store';

/** Takes secrets out of what comes back from where they were sent: as they are, and as programs write them. */
export function veil(text: string, secrets: readonly OpenSecret[]): string {
  return secrets
    .flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, form })))
    .sort((one, other) => other.form.length - one.form.length)
    .reduce((left, { name, form }) => left.replaceAll(form, `[secret ${name}]`), text);
}

/**
 * The same of an answer, and what it is as JSON (null for none): there a letter may be written as an escape, `\/` or
 * `\u002b`, and a secret comes out only when it is read. Keys and texts are both searched.
 */
export function veilAnswer(
  text: string,
  secrets: readonly OpenSecret[],
): { readonly text: string; readonly json: unknown } {
  const shown = veil(text, secrets);
  const json = jsonOrNull(shown);
  // Without an escape the text has shown all that there is.
  if (json === null || secrets.length === 0 || !shown.includes('\\')) return { text: shown, json };
  let isFound = false;
  const veiled = (plain: string): string => {
    if (plain.length < secretLength.min) return plain;
    const clean = veil(plain, secrets);
    isFound ||= clean !== plain;
    return clean;
  };
  const clean = jsonOrNull(shown, (_, value: unknown) => {
    if (typeof value === 'string') return veiled(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [veiled(key), each]));
  });
  // One that nests too deep to be searched is told as none.
  if (clean === null) return { text: '', json: null };
  return isFound ? { text: JSON.stringify(clean), json: clean } : { text: shown, json };
}

function jsonOrNull(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {
    return null;
  }
}

function formsOf(value: string): readonly string[] {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
    Buffer.from(value).toString('hex'),
  ];
  return [...new Set(forms)];
}
