import {
  type Context,
  type Emitter,
  evalToken,
  type Liquid,
  type Operators,
  type Output,
  Parser,
  type TagToken,
  type Template,
  Token,
  Tokenizer,
  TokenKind,
  type TopLevelToken,
  TypeGuards,
  Value,
} from 'liquidjs';

import { broken, meterOf } from './renderer';
import { TemplateRefused } from './template-errors';
import { numberOf } from './values';

/** Tags and outputs of one template: to parse five hundred takes some 20 ms in a process that has just started. */
const mostTags = 500;
/** Names, texts and numbers in all expressions of one template. */
const mostValues = 1000;
/** How many tags may stand within each other. */
const deepestTags = 16;
/** How many brackets may stand within each other in one expression. */
const deepestBrackets = 8;
/** Numbers of a range such as `(1..100)`. */
const longestRange = 1000;

/**
 * A range. liquidjs asks its memory limit for `high - low + 1` and counts up from `low` by one, which never ends above 2^53:
 * `(10000000000000000..10000000000000009)` takes all memory of the process, whatever the limits.
 */
class BoundedRange extends Token {
  override kind = TokenKind.FilteredValue;
  readonly filters = [];
  /** liquidjs evaluates a value with filters by this; it lets nobody add kinds of token. */
  readonly initial = { evaluate: (context: Context) => this.numbers(context) };

  constructor(
    input: string,
    begin: number,
    end: number,
    private readonly low: Token,
    private readonly high: Token,
  ) {
    super(TokenKind.FilteredValue, input, begin, end);
  }

  private *numbers(context: Context): Generator<unknown, readonly number[], unknown> {
    const low = Math.trunc(numberOf(yield evalToken(this.low, context)));
    const high = Math.trunc(numberOf(yield evalToken(this.high, context)));
    const length = Math.max(0, high - low + 1);
    if (length > longestRange || !Number.isSafeInteger(low) || !Number.isSafeInteger(high))
      throw new TemplateRefused('memory', `a range has more than ${longestRange} numbers`);
    const meter = meterOf(context);
    meter.spendOnList(length);
    meter.allocateList(length);
    return Array.from({ length }, (_, index) => low + index);
  }
}

/** Reads expressions: what liquidjs reads, with ranges that end and brackets that are counted. */
class BoundedTokenizer extends Tokenizer {
  private depth = 0;

  constructor(
    input: string,
    operators: Operators,
    range: [number, number],
    /** Of all expressions of a template together. */
    private readonly count: { values: number },
  ) {
    super(input, operators, undefined, range);
  }

  override readValue(): ReturnType<Tokenizer['readValue']> {
    this.count.values += 1;
    if (this.count.values > mostValues)
      throw new TemplateRefused('length', `it has more than ${mostValues} names, texts and numbers`);
    this.depth += 1;
    if (this.depth > deepestBrackets)
      throw new TemplateRefused('nesting', `more than ${deepestBrackets} brackets stand within each other`);
    const value = super.readValue();
    this.depth -= 1;
    return value;
  }

  override readGroupOrRange(): ReturnType<Tokenizer['readGroupOrRange']> {
    const range = super.readGroupOrRange();
    if (!range || !TypeGuards.isRangeToken(range)) return range;
    const { input, begin, end, lhs, rhs } = range;
    const bounded: unknown = new BoundedRange(input, begin, end, lhs, rhs);
    return bounded as ReturnType<Tokenizer['readGroupOrRange']>;
  }

  override readQuoted(): ReturnType<Tokenizer['readQuoted']> {
    const quoted = super.readQuoted();
    if (quoted) {
      const text = quoted.getText();
      this.assert(
        text.length > 1 && text.endsWith(text.charAt(0)),
        'a text has no closing quote',
        quoted.begin,
      );
    }
    return quoted;
  }
}

/** `{{ … }}`. liquidjs's own reads its expression without our bounds, and offers no way in. */
class BoundedOutput {
  constructor(
    readonly token: Output['token'],
    readonly value: Value,
  ) {}

  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    emitter.write(yield this.value.value(context, false));
  }

  *arguments(): Generator<Value> {
    yield this.value;
  }
}

/** Parses a template of which no part is yet trusted. One use, one template. */
export class BoundedParser extends Parser {
  private depth = 0;
  private readonly count = { values: 0 };

  constructor(private readonly language: Liquid) {
    super(language);
  }

  override parse(text: string): Template[] {
    const { options } = this.language;
    const tokens = new Tokenizer(text, options.operators).readTopLevelTokens(options);
    if (tokens.length > 2 * mostTags)
      throw new TemplateRefused('length', `it has more than ${mostTags} tags`);
    for (const token of tokens) if (TypeGuards.isTagToken(token)) token.tokenizer = this.readerOf(token);
    return this.parseTokens(tokens);
  }

  override parseToken(token: TopLevelToken, remaining: TopLevelToken[]): ReturnType<Parser['parseToken']> {
    this.depth += 1;
    if (this.depth > deepestTags)
      throw new TemplateRefused('nesting', `more than ${deepestTags} tags stand within each other`);
    const template = TypeGuards.isOutputToken(token)
      ? this.output(token)
      : super.parseToken(token, remaining);
    this.depth -= 1;
    return template;
  }

  private output(token: Output['token']): BoundedOutput {
    const reader = new BoundedTokenizer(
      token.input,
      this.language.options.operators,
      token.contentRange,
      this.count,
    );
    try {
      const value = new Value(reader.readFilteredValue(), this.language);
      reader.skipBlank();
      reader.assert(reader.end(), () => `unexpected ${reader.snapshot()}`);
      return new BoundedOutput(token, value);
    } catch (error) {
      throw error instanceof Error ? broken(error, token) : error;
    }
  }

  private readerOf({ input, tokenizer }: TagToken): Tokenizer {
    return new BoundedTokenizer(
      input,
      this.language.options.operators,
      [tokenizer.p, tokenizer.N],
      this.count,
    );
  }
}
