import {
  Context,
  Drop,
  type Emitter,
  type Liquid,
  LiquidError,
  type Template,
  type Token,
  toValueSync,
} from 'liquidjs';

import { Meter } from './meter';
import { TemplateBroken, TemplateRefused } from './template-errors';
import { propertyOf, textOf } from './values';

/** The plain data that templates read. */
export type Variables = Readonly<Record<string, unknown>>;

/** What `forloop` says; the rest of it is machinery. */
const loopFacts = new Set(['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length']);

/** One render: its variables, and what it has used so far. Dates are told in the zone and language of its guild. */
export class MeteredContext extends Context {
  /** True when a date without a zone is told in that of the guild. */
  readonly hasZone: boolean = false;

  constructor(
    variables: Variables,
    liquid: Liquid,
    readonly meter: Meter,
  ) {
    super(variables, liquid.options, { sync: true, memoryLimit: longestDate }, { liquid });
    const guild = variables['guild'];
    const zone = propertyOf(guild, 'timeZone');
    const locale = propertyOf(guild, 'locale');
    if (typeof zone !== 'string' || typeof locale !== 'string') return;
    this.opts = Object.assign({}, liquid.options, { timezoneOffset: zone, locale });
    this.hasZone = true;
  }

  /** liquidjs reads inherited properties of its drops, and calls whatever function it finds; here neither. */
  override readProperty(owner: object, key: string | number | Drop): unknown {
    this.meter.spend();
    if (!(owner instanceof Drop)) return propertyOf(owner, key);
    return typeof key === 'string' && loopFacts.has(key) ? super.readProperty(owner, key) : undefined;
  }
}

/** liquidjs's own memory limit is asked only by its date filter here: characters that one date may take. */
const longestDate = 2000;

export function meterOf(context: Context): Meter {
  if (context instanceof MeteredContext) return context.meter;
  throw new TypeError('A template is rendered by Templates only.');
}

/** Collects what comes out. liquidjs's own collector knows no bounds. */
class BoundedText implements Emitter {
  buffer = '';

  constructor(
    private readonly meter: Meter,
    private readonly charge: (characters: number) => void,
  ) {}

  write(value: unknown): void {
    const text = textOf(value, this.meter);
    this.charge(text.length);
    this.buffer += text;
  }
}

/** Takes the place of liquidjs's renderer, which does not count and looks at the clock only. */
export function* renderTemplates(
  templates: readonly Template[],
  context: Context,
  emitter?: Emitter,
): Generator<unknown, string, unknown> {
  const meter = meterOf(context);
  // Only a capture brings no emitter: what it keeps is no output yet.
  const out = emitter ?? new BoundedText(meter, (characters) => meter.allocate(characters));
  meter.spend();
  for (const template of templates) {
    meter.spend();
    try {
      const text = yield template.render(context, out);
      if (typeof text === 'string') out.write(text);
    } catch (error) {
      throw placed(error, template.token);
    }
    if (context.breakCalled || context.continueCalled) break;
  }
  return out.buffer;
}

export function renderSync(templates: readonly Template[], context: MeteredContext): string {
  const { meter } = context;
  const out = new BoundedText(meter, (characters) => meter.write(characters));
  toValueSync(renderTemplates(templates, context, out));
  return out.buffer;
}

/** The error with the place of the tag or output where it happened. Ours pass, what nobody foresaw as well. */
export function placed(error: unknown, token: Token): unknown {
  const [line = 1, column = 1] = token.getPosition();
  if (error instanceof TemplateRefused) return error.at({ line, column });
  if (error instanceof TemplateBroken && !error.place)
    return new TemplateBroken(error.complaint, { line, column });
  if (error instanceof LiquidError || error instanceof RangeError) return broken(error, token);
  return error;
}

/** An error of liquidjs as one of ours. */
export function broken(error: Error, token: Token): TemplateBroken | TemplateRefused {
  const original = error instanceof LiquidError ? (error.originalError ?? error) : error;
  const at = error instanceof LiquidError ? error.token : token;
  const [line = 1, column = 1] = at.getPosition();
  if (original instanceof TemplateRefused) return original.at({ line, column });
  if (original instanceof TemplateBroken) return new TemplateBroken(original.complaint, { line, column });
  // liquidjs puts the place at the end of its messages.
  const complaint = original.message
    .replace(/, line:\d+, col:\d+$/, '')
    .replace(/^undefined filter: (.*)$/s, 'there is no filter "$1"')
    .replace(/^tag "(.*)" not found$/s, 'there is no tag "$1"');
  return new TemplateBroken(`The template is wrong: ${complaint}.`, { line, column });
}
