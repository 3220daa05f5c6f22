import {
  CaseTag,
  type Context,
  Drop,
  type Emitter,
  evalToken,
  isTruthy,
  type Operators,
  toValueSync,
} from 'liquidjs';

import { meterOf } from './renderer';
import { numberOf, textOf } from './values';

/** What the drops `empty`, `blank` and `nil` can do. */
interface Comparable {
  equals(value: unknown): Generator<unknown, boolean, unknown>;
}
const isComparable = (value: unknown): value is Comparable =>
  value instanceof Drop && 'equals' in value && typeof value.equals === 'function';

/** Texts, numbers and the like by value, lists and objects by identity: liquidjs goes through lists within lists uncounted. */
function isEqual(left: unknown, right: unknown): boolean {
  if (isComparable(left)) return Boolean(toValueSync(left.equals(right)));
  if (isComparable(right)) return Boolean(toValueSync(right.equals(left)));
  return left === right;
}

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** Numbers by size, texts by alphabet, a number and a text as numbers; nothing else has an order. */
function compare(left: unknown, right: unknown, context: Context, holds: (sign: number) => boolean): boolean {
  meterOf(context).spend();
  if (!isScalar(left) || !isScalar(right)) return false;
  if (typeof left === 'string' && typeof right === 'string') {
    meterOf(context).spendOnText(Math.min(left.length, right.length));
    return holds(left < right ? -1 : Number(left > right));
  }
  const difference = numberOf(left) - numberOf(right);
  return holds(Number.isNaN(difference) ? 0 : difference);
}

function contains(whole: unknown, part: unknown, context: Context): boolean {
  const meter = meterOf(context);
  if (Array.isArray(whole)) {
    meter.spendOnList(whole.length);
    return whole.some((each) => {
      meter.spendOnEquality(each, part);
      return isEqual(each, part);
    });
  }
  if (typeof whole !== 'string') return false;
  const wanted = textOf(part, meter);
  meter.spendOnSearch(whole.length, wanted.length);
  return whole.includes(wanted);
}

function same(left: unknown, right: unknown, context: Context): boolean {
  meterOf(context).spend();
  meterOf(context).spendOnEquality(left, right);
  return isEqual(left, right);
}

const truth = (value: unknown, context: Context): boolean => {
  meterOf(context).spend(0.2);
  return isTruthy(value instanceof Drop ? value.valueOf() : value, context);
};

/** The operators of Liquid, each of which counts what it does. */
export const operators: Operators = {
  '==': same,
  '!=': (left, right, context) => !same(left, right, context),
  '>': (left, right, context) => compare(left, right, context, (sign) => sign > 0),
  '<': (left, right, context) => compare(left, right, context, (sign) => sign < 0),
  '>=': (left, right, context) => compare(left, right, context, (sign) => sign >= 0),
  '<=': (left, right, context) => compare(left, right, context, (sign) => sign <= 0),
  contains,
  not: (value: unknown, context: Context) => !truth(value, context),
  and: (left, right, context) => truth(left, context) && truth(right, context),
  or: (left, right, context) => truth(left, context) || truth(right, context),
};

/** `case` that compares as `==` does; liquidjs has an equality of its own here, which no option reaches. */
export class BoundedCase extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const { renderer } = this.liquid;
    const target = yield this.value.value(context, false);
    for (const { values, templates } of this.branches) {
      for (const token of values) {
        if (!same(target, yield evalToken(token, context), context)) continue;
        yield renderer.renderTemplates(templates, context, emitter);
        return;
      }
    }
    yield renderer.renderTemplates(this.elseTemplates, context, emitter);
  }
}
