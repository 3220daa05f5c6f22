import type { RuleProblem } from '@cube/discord-rules/chat-input';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import type { PermissionName } from '@cube/guilds/guild-needs';
import { z } from 'zod';

import { Templates } from '../templates/templates';
import type { Stage } from './stage';

/** A step as it is stored. What else stands in it only its kind can read. */
export interface StepData {
  readonly kind: string;
}

/** Steps within a step, such as the two ways of a branch. */
export interface NestedSteps {
  /** Where they stand in the data of their step, for example `then` or `components.0.1.steps`. */
  readonly path: string;
  readonly steps: readonly StepData[];
}

/** One run of a command, as its steps see it. */
export interface StepRun {
  readonly stage: Stage;
  /** What templates may name; steps add to it. */
  readonly variables: Record<string, unknown>;
  /** Aborted when the run has taken too long, or the process ends. */
  readonly signal: AbortSignal;
  /** Renders a template, which may name some more. Throws when it breaks one of its limits. */
  render(template: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Runs nested steps, one after the other. */
  run(nested: NestedSteps): Promise<void>;
  /** Runs the steps of another command of this bot in place of this step. */
  runCommand(name: string, options: Readonly<Record<string, unknown>>): Promise<void>;
  /** The id under which a component of this step comes back; its steps stand at `path` of the step. */
  idOf(path: string): string;
}

/** How a command came to the bot. */
export interface HowRun {
  /** As a message, so that answers are messages too; an interaction is answered without any permission. */
  readonly isMessage: boolean;
}

/** What a step takes in the guild where it runs. */
export interface StepNeeds {
  readonly permissions: readonly PermissionName[];
  /** The channel in which it takes them, where that is known beforehand. */
  readonly channelId?: string | null;
  /** Roles that it gives or takes. */
  readonly roleIds?: readonly string[];
}

/** A kind of step. To add one, write a class of this shape and list it in `step-kinds.ts`. */
export interface StepKind<Shape extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** One sentence for the editor. */
  readonly description: string;
  readonly shape: Shape;
  /** What would not work about it, beyond its shape; `around` says what the bot has. */
  problems?(data: z.output<Shape>, around: Surroundings): readonly RuleProblem[];
  nested?(data: z.output<Shape>): readonly NestedSteps[];
  /** What the bot has to be allowed for it; nothing, if left out. Its nested steps say so for themselves. */
  needs?(data: z.output<Shape>, how: HowRun): StepNeeds;
  run(data: z.output<Shape>, run: StepRun): Promise<void>;
}

/** Characters of one template. */
const longestTemplate = 4000;

const templates = new Templates();

/** A text with Liquid in it. */
export const template = z
  .string()
  .max(longestTemplate)
  .superRefine((text, { addIssue }) => {
    for (const { message, line, column } of templates.check(text)) {
      addIssue({ code: 'custom', message: `Line ${line}, column ${column}: ${message}` });
    }
  });
/** A template that must come out as an id of Discord; `{{ user.id }}` or a number. */
export const idTemplate = template.min(1);

/** The id that an id template comes out as whenever it runs; null when that depends. */
export const fixedId = (text: string): string | null => /^\s*(\d{1,19})\s*$/.exec(text)?.[1] ?? null;

/** Steps within a step. Their own shape is checked by the book, which knows all kinds and how deep they stand. */
export const nestedSteps = z
  .array(z.looseObject({ kind: z.string() }))
  .max(25)
  .meta({ isSteps: true });
