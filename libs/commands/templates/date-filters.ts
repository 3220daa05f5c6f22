import { filters as stock } from 'liquidjs';

import type { FilterCall, TemplateFilters } from './filter-call';
import { MeteredContext } from './renderer';
import { TemplateBroken, TemplateRefused } from './template-errors';
import { textOf } from './values';

/** Characters of a format. Each name of a month or day in it costs liquidjs a new formatter, 0.1 ms. */
const longestFormat = 64;
const usualFormat = '%Y-%m-%d %H:%M';
const styles = new Set(['t', 'T', 'd', 'D', 'f', 'F', 'R']);

/** Steps of a format such as `%A, %-d %B`. */
function costOf(format: string): number {
  const names = format.match(/%[-_0^#:]*\d*[aAbBhcxXZ]/g)?.length ?? 0;
  return 10 + 100 * names + format.length;
}

const hasZone = ({ context }: FilterCall) => context instanceof MeteredContext && context.hasZone;

/** A date by strftime, in the zone of the guild (or UTC) or in that of the second argument, such as `Europe/Paris`. */
function date(input: unknown, call: FilterCall): unknown {
  const format = call.text(0, usualFormat);
  const zone = call.text(1);
  const value = typeof input === 'number' ? input : textOf(input, call.meter);
  if (
    format.length > longestFormat ||
    zone.length > longestFormat ||
    (typeof value === 'string' && value.length > longestFormat)
  )
    throw new TemplateRefused(
      'memory',
      `a date, its format or its zone has more than ${longestFormat} characters`,
    );
  // Padding: %1000000d is a million zeros.
  if (/%[-_0^#:]*\d{3}/.test(format))
    throw new TemplateRefused('memory', 'a format pads to more than 99 characters');
  call.meter.spend(costOf(format) + (zone || hasZone(call) ? 300 : 0));
  if (typeof stock['date'] !== 'function') throw new TypeError('liquidjs has no date filter any more.');
  try {
    const handler: unknown = Reflect.apply(stock['date'], { context: call.context }, [
      value,
      format,
      ...(zone ? [zone] : []),
    ]);
    const made = textOf(handler, call.meter);
    call.meter.allocate(made.length);
    return made;
  } catch (error) {
    if (error instanceof RangeError)
      throw new TemplateBroken(`There is no time zone "${zone}"; write it as in Europe/Paris`);
    throw error;
  }
}

/**
 * `<t:1700000000:R>`, which each reader sees in their own time zone and language. Takes seconds, or a date as text; the
 * argument is a style (https://discord.com/developers/docs/reference#message-formatting-timestamp-styles).
 */
function discordTime(input: unknown, call: FilterCall): string {
  const seconds =
    typeof input === 'number' ? input : Date.parse(textOf(input, call.meter).slice(0, longestFormat)) / 1000;
  if (!Number.isFinite(seconds)) return '';
  const style = call.text(0, 'f');
  if (!styles.has(style))
    throw new TemplateBroken(
      `discord_time has no style "${style.slice(0, 10)}": choose of ${[...styles].join(', ')}`,
    );
  return `<t:${Math.floor(seconds)}:${style}>`;
}

export const dateFilters = { date, discord_time: discordTime } as const satisfies TemplateFilters;
