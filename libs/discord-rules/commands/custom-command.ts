/** A custom command as a whole: what Discord is told of it, what it does, and who may use it how often. */
import { stepsProblems } from '../steps/step-problems';
import type { Step } from '../steps/step-shapes';
import type { Surroundings } from '../steps/surroundings';
import type { RuleProblem } from '../text';
import { commandProblems } from './command';
import type { CommandShape, CommandType } from './command-shape';
import { nameProblems } from './names';

export type CustomCommandType = CommandType | 'PREFIX';
export type CustomShape = Omit<CommandShape, 'type' | 'name' | 'description'>;

interface Named {
  readonly type: CustomCommandType;
  readonly name: string;
  readonly description: string;
  readonly shape: CustomShape;
}

/** To whom a command is open: ids of Discord. An empty list opens it to everybody. */
export interface AudienceData {
  readonly roles?: readonly string[];
  readonly channels?: readonly string[];
  readonly members?: readonly string[];
  readonly notRoles?: readonly string[];
  readonly notChannels?: readonly string[];
  readonly notMembers?: readonly string[];
}

export interface ThrottleData {
  readonly per: 'user' | 'guild' | 'channel' | 'command';
  readonly uses: number;
  readonly seconds: number;
}

/** Everything that somebody writes of a custom command. */
export interface CustomCommand extends Named {
  readonly steps: readonly Step[];
  readonly handler: string | null;
  readonly audience: AudienceData;
  readonly throttles: readonly ThrottleData[];
}

export const throttleLimits = { uses: 10_000, seconds: 86_400 } as const;

/** What Discord would refuse, at `name`, `description` and `shape.…`. */
export function shownProblems({ type, name, description, shape }: Named): readonly RuleProblem[] {
  // Discord never hears of a prefix command.
  if (type === 'PREFIX') return nameProblems(name);
  const isChatInput = type === 'CHAT_INPUT';
  return commandProblems({ type, name, ...shape, ...(isChatInput && { description }) }).map(
    ({ field, message }) => ({
      field: /^(type|name|description)$/.test(field) ? field : `shape.${field}`,
      message,
    }),
  );
}

export function doingProblems({
  steps,
  handler,
}: {
  readonly steps: readonly unknown[];
  readonly handler: string | null;
}): readonly RuleProblem[] {
  if (steps.length > 0 || handler !== null) return [];
  return [{ field: 'steps', message: 'Say what the command does: give it at least one step.' }];
}

/** All that can be said of a command before it is sent. */
export function customCommandProblems(
  command: CustomCommand,
  around: Surroundings = {},
): readonly RuleProblem[] {
  const { handler, steps, audience, throttles } = command;
  return [
    ...shownProblems(command),
    ...doingProblems(command),
    ...(handler === null || /^[\w.-]{1,60}$/.test(handler)
      ? []
      : [{ field: 'handler', message: 'A name has up to 60 letters, digits, dots, - and _.' }]),
    ...stepsProblems(
      steps,
      'steps',
      command.type === 'CHAT_INPUT' ? { ...around, name: command.name } : around,
    ),
    ...audienceProblems(audience),
    ...throttlesProblems(throttles),
  ];
}

const audienceProblems = (audience: AudienceData): readonly RuleProblem[] =>
  Object.entries(audience).flatMap(([list, ids]: readonly [string, readonly string[]]) => {
    const wrong = ids.find((id) => !/^\d{1,20}$/.test(id));
    return wrong === undefined
      ? []
      : [{ field: `audience.${list}`, message: `Ids of Discord are numbers; ${wrong} is none.` }];
  });

const throttlesProblems = (throttles: readonly ThrottleData[]): readonly RuleProblem[] =>
  throttles.flatMap((throttle, index) =>
    (['uses', 'seconds'] as const).flatMap((field) => {
      const value = throttle[field];
      const most = throttleLimits[field];
      return Number.isInteger(value) && value >= 1 && value <= most
        ? []
        : [{ field: `throttles.${index}.${field}`, message: `Give a whole number from 1 to ${most}.` }];
    }),
  );
