import type { Template } from 'liquidjs';
import { LiquidError } from 'liquidjs';
import { LRUCache } from 'lru-cache';

import { makeLanguage } from './language';
import { type Limits, Meter, mostOutput } from './meter';
import { BoundedParser } from './parser';
import { MeteredContext, placed, renderSync, type Variables } from './renderer';
import { type Place, TemplateBroken, TemplateRefused } from './template-errors';

/** Characters of a template. */
const longest = 8000;
/** What a parsed template takes in memory, by its text: 141 measured on nothing but `{{a}}`, 58 on outputs with a filter. */
const bytesPerCharacter = 150;

/** Something that is wrong with a template, for its editor. */
export interface TemplateProblem extends Place {
  readonly message: string;
}

/**
 * Texts in Liquid, written by people whom nobody has to trust: each render has limits on time, memory and output, and reads
 * nothing but its variables.
 */
export class Templates {
  private readonly language = makeLanguage();
  private readonly parsed = new LRUCache<string, readonly Template[]>({
    max: 2000,
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: (_, text) => 1000 + text.length * bytesPerCharacter,
  });

  /** What is wrong with a template, as far as that can be told before it is rendered. */
  check(text: string): readonly TemplateProblem[] {
    try {
      this.parse(text);
      return [];
    } catch (error) {
      if (!(error instanceof TemplateBroken || error instanceof TemplateRefused)) throw error;
      return [{ message: error.complaint, line: 1, column: 1, ...error.place }];
    }
  }

  /**
   * The text that comes out. Unknown variables are empty. Throws `TemplateRefused` when a limit is broken, and
   * `TemplateBroken` when the template is wrong. Mentions are not defused: send it with `allowedMentions: { parse: [] }`.
   */
  async render(text: string, variables: Variables, limits?: Limits): Promise<string> {
    if (isPlain(text, limits)) return text;
    // Its clock runs while the text is parsed: a new text has no more time than an old one.
    const meter = new Meter(limits);
    const templates = this.parsed.get(text) ?? this.parse(text);
    this.parsed.set(text, templates);
    return renderSync(templates, new MeteredContext(variables, this.language, meter));
  }

  private parse(text: string): readonly Template[] {
    if (text.length > longest) throw new TemplateRefused('length', `it has more than ${longest} characters`);
    try {
      return new BoundedParser(this.language).parse(text);
    } catch (error) {
      throw error instanceof LiquidError ? placed(error, error.token) : error;
    }
  }
}

/** Most texts name nothing: they come out as they are. */
export const isPlain = (text: string, { output = mostOutput }: Limits = {}): boolean =>
  text.length <= Math.min(output, mostOutput) && text.length <= longest && !/\{[{%]/.test(text);
