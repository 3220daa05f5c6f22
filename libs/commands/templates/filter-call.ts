import { type Context, Drop } from 'liquidjs';

import type { Meter } from './meter';
import { meterOf } from './renderer';
import { integerOf, listOf, numberOf, textOf } from './values';

/** What a filter is given beside its input. */
export class FilterCall {
  readonly meter: Meter;

  constructor(
    readonly context: Context,
    private readonly args: readonly unknown[],
  ) {
    this.meter = meterOf(context);
  }

  /** The argument at a position; drops such as `nil` and `empty` are nothing. */
  arg(index: number): unknown {
    const value = this.args[index];
    return value instanceof Drop ? undefined : value;
  }

  text(index: number, otherwise = ''): string {
    const value = this.arg(index);
    return value === undefined || value === null ? otherwise : textOf(value, this.meter);
  }

  integer(index: number, otherwise: number): number {
    return integerOf(this.arg(index), otherwise);
  }

  number(index: number): number {
    return numberOf(this.arg(index));
  }

  list(index: number): readonly unknown[] {
    return listOf(this.arg(index));
  }

  /** An argument by its name: liquidjs hands `allow_false: true` over as a pair. */
  named(name: string): unknown {
    return this.args.find((each): each is [string, unknown] => Array.isArray(each) && each[0] === name)?.[1];
  }
}

/** A filter of the allow-list. It counts its work before it does it, and its memory where that can be told before. */
export type TemplateFilter = (input: unknown, call: FilterCall) => unknown;
export type TemplateFilters = Readonly<Record<string, TemplateFilter>>;

/** A filter that reads a text and makes one; `weight` is how much dearer it is than a copy. */
export const onText =
  (run: (text: string, call: FilterCall) => string, weight = 1): TemplateFilter =>
  (input, call) => {
    const text = textOf(input, call.meter);
    call.meter.spendOnText(text.length * weight);
    const made = run(text, call);
    call.meter.allocate(made.length);
    return made;
  };

/** A filter that goes through a list once. */
export const onList =
  (run: (list: readonly unknown[], call: FilterCall) => unknown): TemplateFilter =>
  (input, call) => {
    const list = listOf(input);
    call.meter.spendOnList(list.length);
    const made = run(list, call);
    if (Array.isArray(made)) call.meter.allocateList(made.length);
    return made;
  };
