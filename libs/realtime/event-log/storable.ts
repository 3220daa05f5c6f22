/** Characters of a topic or a subject; PostgreSQL refuses index entries of more than some 2,700 bytes. */
const longestName = 200;
/** Bytes of one event's data; a log row is no place for a payload. */
const mostBytes = 64 * 1024;
/** To what texts and lists are cut when an event is larger than that. */
const shortened = { text: 1000, items: 50 } as const;

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** PostgreSQL refuses NUL in any text, and jsonb lone surrogates. */
const storableText = (text: string): string => text.replaceAll('\0', '').replace(loneSurrogate, '\uFFFD');

export const storableName = (name: string | null | undefined): string | null =>
  name === null || name === undefined
    ? null
    : storableText(name).slice(0, longestName).replace(loneSurrogate, '');

/**
 * The data of an event as JSON that PostgreSQL takes, whatever it was: no NUL, no lone surrogate, bigints as texts,
 * impossible dates and numbers as null, at most 64 KB. What is larger loses the ends of its texts and lists, and then
 * whatever is no plain value at its top: the sentence of the log stays.
 */
export function storableJson(data: unknown): string {
  const plain = plainJson(data);
  if (plain !== null) return plain;
  const text = written(data, (value) => value);
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const shorter = written(data, shorten);
  if (Buffer.byteLength(shorter) <= mostBytes) return shorter;
  const top = written(topOf(data, Buffer.byteLength(text)), shorten);
  return Buffer.byteLength(top) <= mostBytes ? top : JSON.stringify({ tooLarge: Buffer.byteLength(text) });
}

/** Nearly all data, at a tenth of the cost: JSON writes NUL and lone surrogates as \\u, and what has none needs no mending. */
function plainJson(data: unknown): string | null {
  try {
    const text = JSON.stringify(data) ?? '\\u';
    return text.includes('\\u') || Buffer.byteLength(text) > mostBytes ? null : text;
  } catch {
    return null;
  }
}

function written(data: unknown, each: (value: unknown) => unknown): string {
  try {
    return JSON.stringify(data, (_, value: unknown) => storableValue(each(value))) ?? 'null';
  } catch (error) {
    // A circle, a tower too deep to walk down, or a toJSON that throws.
    return JSON.stringify({ unreadable: error instanceof Error ? storableText(error.message) : 'it throws' });
  }
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  if (keys.every((key) => storableText(key) === key)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), inner]));
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string' && value.length > shortened.text) return `${value.slice(0, shortened.text)}…`;
  return Array.isArray(value) ? value.slice(0, shortened.items) : value;
}

/** The plain values at the top of something too large, and how many bytes it had. */
function topOf(data: unknown, bytes: number): unknown {
  const plain = Object.entries(Object(data))
    .filter(([, value]) => typeof value !== 'object' || value === null)
    .slice(0, shortened.items)
    .map(([key, value]) => [key.slice(0, longestName), value]);
  return { ...Object.fromEntries(plain), tooLarge: bytes };
}
