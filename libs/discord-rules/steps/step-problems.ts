/** What is wrong with a list of steps, as far as that can be told without the server. */
import type { RuleProblem } from '../text';
import {
  branchStepProblems,
  httpStepProblems,
  roleStepProblems,
  runStepProblems,
  setStepProblems,
  wanted,
} from './action-steps';
import { messageStepProblems, modalStepProblems } from './message-steps';
import { secretsElsewhere } from './secret-names';
import type { ComponentData, MessageData, Step, StepName, StepOf } from './step-shapes';
import type { Surroundings } from './surroundings';

export const stepLimits = { list: 25, all: 100, deep: 5, seconds: 600 } as const;

/** Steps within a step, and where they stand in its data. */
export interface NestedStepList {
  readonly path: string;
  readonly steps: readonly Step[];
}

interface StepRule<Data> {
  readonly problems: (step: Data, around: Surroundings) => readonly RuleProblem[];
  readonly nested?: (step: Data) => readonly NestedStepList[];
}

const componentSteps = ({ components }: MessageData): readonly NestedStepList[] =>
  (components ?? []).flatMap((row, rowIndex) =>
    row.map(({ steps }: ComponentData, index) => ({
      path: `components.${rowIndex}.${index}.steps`,
      steps: steps ?? [],
    })),
  );

const rules: { readonly [Name in StepName]: StepRule<StepOf<Name>> } = {
  reply: { problems: messageStepProblems, nested: componentSteps },
  send: {
    problems: (step) => [
      ...wanted(step.channel, 'channel', 'Say where: the id of a channel, or {{ channel.id }}.'),
      ...messageStepProblems(step),
    ],
    nested: componentSteps,
  },
  defer: { problems: () => [] },
  modal: { problems: modalStepProblems, nested: ({ steps }) => [{ path: 'steps', steps }] },
  giveRole: { problems: roleStepProblems },
  takeRole: { problems: roleStepProblems },
  set: { problems: setStepProblems },
  http: { problems: httpStepProblems },
  if: {
    problems: branchStepProblems,
    nested: (step) => [
      { path: 'then', steps: step.then },
      { path: 'else', steps: step.else ?? [] },
    ],
  },
  run: { problems: runStepProblems },
  wait: {
    problems: ({ seconds }) =>
      seconds >= 0 && seconds <= stepLimits.seconds
        ? []
        : [{ field: 'seconds', message: `Wait from 0 to ${stepLimits.seconds} seconds.` }],
  },
};

/** The rule of a step, whichever kind it is. */
const ruleOf = <Name extends StepName>(kind: Name): StepRule<StepOf<Name>> => rules[kind];

/** The lists of steps within a step: the ways of a branch, what a button does. */
export const nestedSteps = <Name extends StepName>(
  step: StepOf<Name> & { readonly kind: Name },
): readonly NestedStepList[] => ruleOf(step.kind).nested?.(step) ?? [];

/** At paths such as `steps.0.then.2.content`. */
export function stepsProblems(
  steps: readonly Step[],
  path = 'steps',
  around: Surroundings = {},
): readonly RuleProblem[] {
  const total = countOf(steps);
  return [
    ...(total > stepLimits.all
      ? [{ field: path, message: `A command has at most ${stepLimits.all} steps; here are ${total}.` }]
      : []),
    ...within({ steps, path }, around, 1),
  ];
}

function within(
  { steps, path }: NestedStepList,
  around: Surroundings,
  depth: number,
): readonly RuleProblem[] {
  if (steps.length === 0) return [];
  if (depth > stepLimits.deep) {
    return [
      { field: path, message: `Steps may stand ${stepLimits.deep} deep within each other, not deeper.` },
    ];
  }
  return [
    ...(steps.length > stepLimits.list
      ? [{ field: path, message: `At most ${stepLimits.list} steps follow each other; move some into one.` }]
      : []),
    ...steps.flatMap((step, index) => [
      ...[...ruleOf(step.kind).problems(step, around), ...secretsElsewhere(step)].map(
        ({ field, message }) => ({ field: `${path}.${index}.${field}`, message }),
      ),
      ...nestedSteps(step).flatMap((list) =>
        within({ ...list, path: `${path}.${index}.${list.path}` }, around, depth + 1),
      ),
    ]),
  ];
}

const countOf = (steps: readonly Step[]): number =>
  steps.reduce(
    (sum, step) => sum + 1 + nestedSteps(step).reduce((inner, list) => inner + countOf(list.steps), 0),
    0,
  );
