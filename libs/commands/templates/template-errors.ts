import { AppError } from '@cube/platform/errors';

/** What a template may use only so much of. */
export type TemplateLimit = 'length' | 'nesting' | 'time' | 'memory' | 'output';

/** Where something stands in a template; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const mends = {
  length: 'Make it shorter, or split it over several steps.',
  nesting: 'Put fewer tags and brackets within each other.',
  time: 'Loop over less, for example with "limit: 20".',
  memory: 'Make shorter texts and lists, for example with "truncate" or "slice".',
  output: 'Let it say less, for example with "truncate: 500".',
} as const satisfies Record<TemplateLimit, string>;

const placed = (message: string, place: Place | undefined) =>
  place ? `${message} (line ${place.line}, column ${place.column})` : message;

/** A template that is wrong: nobody can render it, or not with these variables. */
export class TemplateBroken extends AppError {
  readonly code = 'INVALID';
  readonly status = 400;

  constructor(
    /** What is wrong, without where. */
    readonly complaint: string,
    readonly place?: Place,
  ) {
    super(placed(complaint, place));
  }
}

/** A template that wants more than it may have. Its message names the limit and the mend. */
export class TemplateRefused extends AppError {
  readonly code = 'INVALID';
  readonly status = 400;
  override readonly facts: { readonly limit: TemplateLimit };
  readonly complaint: string;

  constructor(
    readonly limit: TemplateLimit,
    private readonly why: string,
    readonly place?: Place,
  ) {
    const complaint = `The template breaks its limit of ${limit}: ${why}. ${mends[limit]}`;
    super(placed(complaint, place));
    this.complaint = complaint;
    this.facts = { limit };
  }

  at(place: Place): TemplateRefused {
    return this.place ? this : new TemplateRefused(this.limit, this.why, place);
  }
}
