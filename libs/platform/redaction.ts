import { cleaned } from './leaks';

/** A shape, what stands in for it, and letters that each such secret has: a text without them is not searched. */
type Secret = readonly [shape: RegExp, word: string, sign: string];

/** Shapes of secrets that must not reach a log, an event or an error: bot tokens (real and simulated), access tokens, bearer headers, passwords in URLs. */
const secrets: readonly Secret[] = [
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, '[token]', '.'],
  [/\bsim\.\d+\.[\w-]+/g, '[token]', 'sim.'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g, '[token]', 'eyJ'],
  [/\b(Bot|Bearer|Basic)\s+[\w.~+/=-]{8,}/g, '$1 [token]', 'B'],
  [/(\/(?:interactions|webhooks)\/\d+\/)[^\s/?"]+/g, '$1[token]', '/'],
];

/** A password in an address. Only where a word begins: trying every letter of a long one takes minutes. */
const inText: Secret = [/(\b\w+:\/\/[^\s:/@]*):[^\s@/]+@/g, '$1:[password]@', '://'];
/** The same in JSON, where a quote that ends a text ends the address: what stands behind it is none of it. */
const inJson: Secret = [/(\b\w+:\/\/(?:[^\s:/@"\\]|\\.)*):(?:[^\s@/"\\]|\\.)+@/g, '$1:[password]@', '://'];

/** The text without the secrets that it may have picked up on its way. An API key in it is revoked, for it has leaked. */
export function redact(text: string): string {
  const isJson = text.startsWith('{');
  return [...secrets, isJson ? inJson : inText].reduce(
    (clean, [shape, word, sign]) => (clean.includes(sign) ? clean.replace(shape, word) : clean),
    cleaned(text),
  );
}
