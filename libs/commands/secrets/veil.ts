import type { OpenSecret } from './secret-store';

/** Takes secrets out of what comes back from where they were sent: as they are, and as programs write them. */
export function veil(text: string, secrets: readonly OpenSecret[]): string {
  return secrets
    .flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, form })))
    .sort((one, other) => other.form.length - one.form.length)
    .reduce((left, { name, form }) => left.replaceAll(form, `[secret ${name}]`), text);
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
