import type { FilterCall, TemplateFilter, TemplateFilters } from './filter-call';
import { numberOf } from './values';

const onNumber =
  (run: (number: number, call: FilterCall) => number): TemplateFilter =>
  (input, call) =>
    run(numberOf(input), call);

export const numberFilters = {
  plus: onNumber((number, call) => number + call.number(0)),
  minus: onNumber((number, call) => number - call.number(0)),
  times: onNumber((number, call) => number * call.number(0)),
  divided_by: onNumber((number, call) => number / call.number(0)),
  // The sign of the divisor, as Ruby has it.
  modulo: onNumber((number, call) => ((number % call.number(0)) + call.number(0)) % call.number(0)),
  abs: onNumber(Math.abs),
  ceil: onNumber(Math.ceil),
  floor: onNumber(Math.floor),
  round: onNumber((number, call) => {
    const digits = Math.min(Math.max(call.integer(0, 0), 0), 20);
    return Math.abs(number) < 1e21 ? Number(number.toFixed(digits)) : number;
  }),
  at_least: onNumber((number, call) => Math.max(number, call.number(0))),
  at_most: onNumber((number, call) => Math.min(number, call.number(0))),
} as const satisfies TemplateFilters;
