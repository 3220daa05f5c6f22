import { Invalid } from '@cube/platform/errors';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';

/** A surrogate without its other half: with `u`, pairs are one character. */
const halves = /\p{Surrogate}/u;

/** What a caller sent, before anything looks at it: null means the same as nothing, and text is such as PostgreSQL can keep. */
@Injectable()
export class Tidied implements PipeTransform {
  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    return type === 'custom' ? value : tidied(value, '');
  }
}

function tidied(value: unknown, field: string): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string') {
    const message = troubleWith(value);
    if (message !== null) throw new Invalid(message, field ? [{ field, message }] : []);
  }
  if (Array.isArray(value)) return value.map((each, index) => tidied(each, below(field, index)));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, tidied(each, below(field, key))]),
  );
}

/** Half a character is no text in UTF-8, and libraries throw what nobody foresaw. */
function troubleWith(text: string): string | null {
  if (text.includes('\0')) return 'This text holds a NUL character: leave it out.';
  return halves.test(text) ? 'This text holds half a character: leave it out.' : null;
}

/** What JSON or a GraphQL input made; a Date or the like is left alone. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const below = (field: string, key: string | number) => (field ? `${field}.${key}` : String(key));
