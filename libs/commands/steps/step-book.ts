import type { RuleProblem } from '@cube/discord-rules/chat-input';
import { secretsElsewhere } from '@cube/discord-rules/steps/secret-names';
import { fixedName, type Surroundings } from '@cube/discord-rules/steps/surroundings';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { HowRun, NestedSteps, StepData, StepKind, StepNeeds } from './step-kind';

/** The token under which the kinds of step are listed. */
export const STEP_KINDS = Symbol('step kinds');

/** Steps of one command in all, and how deep they may stand within each other. */
const mostSteps = 100;
const deepest = 5;

/** A place in a tree of steps, for example `0.then.2`. */
type Path = string;

/** What one look at the steps of a command carries along. */
interface Look {
  readonly around: Surroundings;
  /** Steps that there may still be. */
  left: number;
}

/** A step with its checked data. */
interface ReadStep {
  readonly kind: StepKind;
  readonly data: unknown;
}

/** All kinds of step: what they look like, and what is wrong with some steps. */
@Injectable()
export class StepBook {
  private readonly kinds: ReadonlyMap<string, StepKind>;
  /** What was read once; the steps of a command stay the same objects for as long as it is known. */
  private readonly known = new WeakMap<StepData, ReadStep>();

  constructor(@Inject(STEP_KINDS) kinds: readonly StepKind[]) {
    this.kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
  }

  /** The kind and the checked data of a step. Throws for what `problems` would refuse. */
  read(step: StepData): ReadStep {
    const known = this.known.get(step);
    if (known) return known;
    const kind = this.kinds.get(step.kind);
    if (!kind) throw new Error(`There is no step of the kind ${step.kind}.`);
    const read = { kind, data: kind.shape.parse(step) };
    this.known.set(step, read);
    return read;
  }

  /** What is wrong with some steps, at paths such as `steps.0.then.2.content`. */
  problems(
    steps: readonly StepData[],
    around: Surroundings = {},
    path: Path = 'steps',
  ): readonly RuleProblem[] {
    return this.problemsWithin({ path, steps }, 1, { around, left: mostSteps });
  }

  /** The commands that some steps run, where that is known beforehand. */
  calls(steps: readonly StepData[]): readonly string[] {
    return steps.flatMap((step) => {
      const name = step.kind === 'run' ? fixedName(String(Object(step).command)) : null;
      const inner = this.nestedOf(step).flatMap(({ steps: nested }) => this.calls(nested));
      return name === null ? inner : [name, ...inner];
    });
  }

  /** The steps at a place within these, as `idOf` of a run wrote it; null when there are none any more. */
  find(steps: readonly StepData[], path: Path): readonly StepData[] | null {
    for (const [index, step] of steps.entries()) {
      for (const { path: inner, steps: nested } of this.nestedOf(step)) {
        const place = `${index}.${inner}`;
        if (place === path) return nested;
        if (path.startsWith(`${place}.`)) return this.find(nested, path.slice(place.length + 1));
      }
    }
    return null;
  }

  /** What some steps take, and the steps within them. One that cannot be read takes nothing. */
  needs(steps: readonly StepData[], how: HowRun): readonly StepNeeds[] {
    return steps.flatMap((step) => {
      const kind = this.kinds.get(step.kind);
      const parsed = kind?.shape.safeParse(step);
      if (!kind || !parsed?.success) return [];
      const inner = (kind.nested?.(parsed.data) ?? []).flatMap(({ path, steps: nested }) =>
        // Whoever presses a button begins an interaction, whatever showed it.
        this.needs(nested, path.startsWith('components.') ? { isMessage: false } : how),
      );
      return [...(kind.needs ? [kind.needs(parsed.data, how)] : []), ...inner];
    });
  }

  /** The shape of a list of steps as JSON Schema (2020-12), for editors. */
  jsonSchema(): Readonly<Record<string, unknown>> {
    const kinds = [...this.kinds.values()].map(({ shape, description }) => ({
      ...(z.toJSONSchema(shape, { override: ({ jsonSchema }) => referToSteps(jsonSchema) }) as object),
      $schema: undefined,
      description,
    }));
    return {
      steps: { type: 'array', maxItems: 25, items: { $ref: '#/$defs/step' } },
      step: { anyOf: kinds },
    };
  }

  private problemsWithin({ path, steps }: NestedSteps, depth: number, look: Look): readonly RuleProblem[] {
    if (depth > deepest) {
      return [{ field: path, message: `Steps may stand ${deepest} deep within each other, not deeper.` }];
    }
    look.left -= steps.length;
    if (look.left < 0) return [{ field: path, message: `A command has at most ${mostSteps} steps.` }];
    return steps.flatMap((step, index) => this.problemsOf(step, `${path}.${index}`, depth, look));
  }

  private problemsOf(step: StepData, path: Path, depth: number, look: Look): readonly RuleProblem[] {
    const kind = this.kinds.get(step.kind);
    if (!kind) {
      const known = [...this.kinds.keys()].join(', ');
      return [{ field: `${path}.kind`, message: `There is no step of this kind. There are: ${known}.` }];
    }
    const { success, data, error } = kind.shape.safeParse(step);
    if (!success) {
      return error.issues.map((issue) => ({
        field: [path, ...issue.path].join('.'),
        message: issue.message,
      }));
    }
    const own = [...(kind.problems?.(data, look.around) ?? []), ...secretsElsewhere(step)];
    return [
      ...own.map(({ field, message }) => ({ field: `${path}.${field}`, message })),
      ...(kind.nested?.(data) ?? []).flatMap((nested) =>
        this.problemsWithin({ ...nested, path: `${path}.${nested.path}` }, depth + 1, look),
      ),
    ];
  }

  private nestedOf(step: StepData): readonly NestedSteps[] {
    const kind = this.kinds.get(step.kind);
    const parsed = kind?.shape.safeParse(step);
    return (parsed?.success && kind?.nested?.(parsed.data)) || [];
  }
}

/** Lists of steps within a step are described once, for all kinds. */
export function referToSteps(jsonSchema: Record<string, unknown>): void {
  if (jsonSchema['isSteps'] !== true) return;
  const { description } = jsonSchema;
  Object.assign(jsonSchema, { type: undefined, items: undefined, maxItems: undefined, isSteps: undefined });
  Object.assign(jsonSchema, { description, $ref: '#/$defs/steps' });
}
