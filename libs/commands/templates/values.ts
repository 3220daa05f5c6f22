import { Drop } from 'liquidjs';

import type { Meter } from './meter';
import { TemplateRefused } from './template-errors';

/** How deep data may be nested that becomes text. */
const deepest = 32;

/** A list or object that becomes text is as large as what it holds, however often it holds the same. */
function weigh(value: unknown, meter: Meter, depth = 0): void {
  if (depth > deepest) throw new TemplateRefused('nesting', `a value is more than ${deepest} levels deep`);
  if (typeof value === 'string') {
    meter.allocate(value.length);
    return;
  }
  meter.allocate(1);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    meter.spend(value.length / 50);
    for (const each of value) weigh(each, meter, depth + 1);
    return;
  }
  const entries = Object.entries(value);
  meter.spend(0.6 + entries.length / 20);
  for (const [key, each] of entries) {
    meter.allocate(key.length);
    weigh(each, meter, depth + 1);
  }
}

/** Data as JSON. Functions, and whatever else JSON does not know, are left out. */
export function jsonOf(value: unknown, meter: Meter): string {
  weigh(value, meter);
  const plain = (_: string, each: unknown) => (typeof each === 'bigint' ? String(each) : each);
  return JSON.stringify(value instanceof Drop ? null : value, plain) ?? '';
}

/** A value as it is written: nothing for what does not exist, the entries of a list one after the other, objects as JSON. */
export function textOf(value: unknown, meter: Meter): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return '';
  }
  if (value === null || value instanceof Drop) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (!Array.isArray(value)) return jsonOf(value, meter);
  weigh(value, meter);
  return flat(value, meter);
}

const flat = (list: readonly unknown[], meter: Meter): string =>
  list.map((each) => (Array.isArray(each) ? flat(each, meter) : textOf(each, meter))).join('');

/** 0 for what is no number. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return Number.isNaN(value) ? 0 : value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.length < 400) return Number(value) || 0;
  return 0;
}

/** A whole number, or what to take where there is none. */
export function integerOf(value: unknown, otherwise: number): number {
  if (value === undefined || value === null || value instanceof Drop) return otherwise;
  return Math.trunc(Math.min(Math.max(numberOf(value), -1e9), 1e9));
}

/** One thing is a list of one; nothing is an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value instanceof Drop ? [] : [value];
}

/**
 * A property as templates may read it: the own ones of lists and objects, never an inherited one, never a function.
 * `size`, `first` and `last` are Liquid's.
 */
export function propertyOf(owner: unknown, key: unknown): unknown {
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  if (typeof owner === 'string') return key === 'size' ? owner.length : undefined;
  if (typeof owner !== 'object' || owner === null) return undefined;
  const name = Array.isArray(owner) ? positionOf(key, owner.length) : key;
  if (!Object.hasOwn(owner, name))
    return Array.isArray(owner) || key !== 'size' ? undefined : Object.keys(owner).length;
  const { value } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
  return typeof value === 'function' ? undefined : value;
}

function positionOf(key: string | number, length: number): string | number {
  switch (key) {
    case 'first':
      return 0;
    case 'last':
      return length - 1;
    case 'size':
      return 'length';
    default:
      return typeof key === 'number' && key < 0 ? length + key : key;
  }
}

/** A property of a property: `author.name`. */
export function pathOf(owner: unknown, path: string): unknown {
  return path.split('.', 16).reduce(propertyOf, owner);
}
