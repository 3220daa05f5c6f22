import { Liquid } from 'liquidjs';

import { FilterCall } from './filter-call';
import { filters } from './filters';
import { BoundedCase, operators } from './operators';
import { renderTemplates } from './renderer';

/**
 * The tags there are. Not those that read files or other templates (include, render, layout, block), not those that write
 * into the variables (increment, decrement), not `liquid` and `#`: an inline comment of blank lines is parsed in quadratic
 * time. `cycle` and `tablerow` have no use in a message.
 */
export const tags = [
  'assign',
  'capture',
  'if',
  'unless',
  'case',
  'for',
  'break',
  'continue',
  'comment',
  'raw',
] as const;

/** Liquid as our templates have it: an instance that knows our tags, filters and operators, and no file. */
export function makeLanguage(): Liquid {
  const liquid = new Liquid({
    operators,
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    templates: {},
    globals: {},
    locale: 'en-US',
    // Dates are told in UTC wherever the worker stands.
    timezoneOffset: 0,
  });
  const known = new Set<string>(tags);
  for (const name of Object.keys(liquid.tags))
    if (!known.has(name)) Reflect.deleteProperty(liquid.tags, name);
  liquid.registerTag('case', BoundedCase);
  for (const name of Object.keys(liquid.filters)) liquid.unregisterFilter(name);
  for (const [name, filter] of Object.entries(filters)) {
    liquid.registerFilter(name, function (input: unknown, ...args: readonly unknown[]) {
      const call = new FilterCall(this.context, args);
      call.meter.spend(1 + args.length / 10);
      return filter(input, call);
    });
  }
  Object.assign(liquid.renderer, { renderTemplates });
  return liquid;
}
