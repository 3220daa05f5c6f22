import { isRecord } from '../world/state';

const mask = '…';

/** Discord's own names for what must stay unseen; also as the end of a longer name, such as `refresh_token`. */
const secretName = /(^|_)(token|secret|password|authorization|code_verifier)$/i;

/** What is secret wherever it stands: bot tokens, ours and real ones, and tokens of webhooks and interactions by their length. */
const secretText: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bsim\.\d+\.[\w-]+/g, `sim.${mask}`],
  [/[\w-]{24,}\.[\w-]{6}\.[\w-]{27,}/g, mask],
  [/\/(interactions|webhooks)\/([^/?\s"]+)\/[^/?\s"]+/g, `/$1/$2/${mask}`],
  [/(?<![\w-])(?:[\w-]{68}|[\w-]{86})(?![\w-])/g, mask],
];

/** Characters of one text, and things in one list, that somebody reads. */
const longest = { text: 2_000, list: 50, depth: 24 };

/** A text without the tokens in it. */
export const textWithoutSecrets = (text: string): string =>
  secretText.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);

/** A path with its query, without the tokens in either; also when they are percent-encoded. */
export function pathWithoutSecrets(url: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const fields = [...new URLSearchParams(query)].map(([name, value]) => {
    const shown = secretName.test(name) || name === 'code' ? mask : textWithoutSecrets(value);
    return `${name}=${shown}`;
  });
  return textWithoutSecrets(decoded(path)) + (fields.length > 0 ? `?${fields.join('&')}` : '');
}

/** A copy of a JSON value without the secrets in it, and without what nobody reads to its end. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = textWithoutSecrets(value);
    return text.length > longest.text ? `${text.slice(0, longest.text)}… (${text.length} characters)` : text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === longest.depth) return mask;
  if (Array.isArray(value)) {
    const shown = value.slice(0, longest.list).map((item) => withoutSecrets(item, depth + 1));
    return value.length > longest.list ? [...shown, `… ${value.length - longest.list} more`] : shown;
  }
  if (!isRecord(value)) return mask;
  // An authorization code is a secret; the code of an error or an invite is not.
  const isTokenRequest = 'grant_type' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      textWithoutSecrets(name),
      item !== null && (secretName.test(name) || (isTokenRequest && name === 'code'))
        ? mask
        : withoutSecrets(item, depth + 1),
    ]),
  );
}

/** What is no JSON has no names to go by: every long run of characters that a token is made of goes. */
export const malformedWithoutSecrets = (text: string): string =>
  textWithoutSecrets(text)
    .replace(/("\w*(?:token|secret)"\s*:\s*")[^"]*/gi, `$1${mask}`)
    .replace(/[\w-]{30,}/g, mask)
    .slice(0, longest.text);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
