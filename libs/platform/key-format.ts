import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * What an API key looks like: `cube_<prefix>_<secret>`. The prefix (10 letters) names it and is no secret; the secret is
 * 256 random bits in base 62 (43 letters) and a checksum of all before it (6 letters). By the shape and the checksum
 * scanners of source code tell a key from whatever else stands there, without asking us.
 */
const shape = /cube_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}/g;

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLetters = 43;
const checksumLetters = 6;

/** The two parts that OAuth calls client_id and client_secret. */
export interface KeyParts {
  readonly prefix: string;
  readonly secret: string;
}

export const keyOf = ({ prefix, secret }: KeyParts): string => `cube_${prefix}_${secret}`;

/** The parts of a text that is a key and nothing else; null when the shape or the checksum is wrong. */
export function keyParts(text: string): KeyParts | null {
  const [, prefix, secret] = /^cube_([0-9A-Za-z]{10})_([0-9A-Za-z]{49})$/.exec(text) ?? [];
  return prefix && secret && isGenuine(text) ? { prefix, secret } : null;
}

export const mintPrefix = (): string => baseOf(BigInt(`0x${randomBytes(8).toString('hex')}`), 10).slice(-10);

/** A new secret for a key of this prefix. */
export function mintSecret(prefix: string): string {
  const random = baseOf(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLetters);
  return random + checksumOf(keyOf({ prefix, secret: random }));
}

/** The text with `word` for everything that looks like a key; `found` hears of those whose checksum is right. */
export function withoutKeys(text: string, word: string, found: (key: string) => void): string {
  // Nearly every text: not worth a look letter by letter.
  if (!text.includes('cube_')) return text;
  return text.replace(shape, (key) => {
    if (isGenuine(key)) found(key);
    return word;
  });
}

const isGenuine = (key: string): boolean =>
  checksumOf(key.slice(0, -checksumLetters)) === key.slice(-checksumLetters);

const checksumOf = (text: string): string => baseOf(BigInt(crc32(text)), checksumLetters);

function baseOf(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; rest > 0n; rest /= 62n) text = (letters[Number(rest % 62n)] ?? '') + text;
  return text.padStart(length, '0');
}
