import { setTimeout as pause } from 'node:timers/promises';

import { branchStepProblems, runStepProblems } from '@cube/discord-rules/steps/action-steps';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { type NestedSteps, nestedSteps, type StepKind, type StepRun, template } from '../step-kind';

const waiting = z.strictObject({
  kind: z.literal('wait'),
  seconds: z.number().min(0).max(600),
});

@Injectable()
export class WaitStep implements StepKind<typeof waiting> {
  readonly kind = 'wait';
  readonly description = 'Waits, then goes on.';
  readonly shape = waiting;

  async run({ seconds }: z.output<typeof waiting>, { signal }: StepRun): Promise<void> {
    await pause(seconds * 1000, undefined, { signal });
  }
}

const other = z.strictObject({
  kind: z.literal('run'),
  command: template.meta({ description: 'The name of another custom command of this bot.' }),
  options: z.record(z.string().max(32), template).optional(),
});

@Injectable()
export class RunCommandStep implements StepKind<typeof other> {
  readonly kind = 'run';
  readonly description = 'Runs another command of this bot.';
  readonly shape = other;
  readonly problems = runStepProblems;

  async run({ command, options }: z.output<typeof other>, run: StepRun): Promise<void> {
    const given = await Promise.all(
      Object.entries(options ?? {}).map(async ([name, value]) => [name, await run.render(value)] as const),
    );
    await run.runCommand(await run.render(command), Object.fromEntries(given));
  }
}

const comparisons = ['is', 'isNot', 'contains', 'startsWith', 'greaterThan', 'lessThan', 'isEmpty'] as const;

const branch = z.strictObject({
  kind: z.literal('if'),
  value: template,
  test: z.enum(comparisons),
  with: template.optional(),
  then: nestedSteps,
  else: nestedSteps.optional(),
});
type Branch = z.output<typeof branch>;

@Injectable()
export class BranchStep implements StepKind<typeof branch> {
  readonly kind = 'if';
  readonly description = 'Goes one way or the other.';
  readonly shape = branch;
  readonly problems = branchStepProblems;

  nested(data: Branch): readonly NestedSteps[] {
    return [
      { path: 'then', steps: data.then },
      { path: 'else', steps: data.else ?? [] },
    ];
  }

  async run(data: Branch, run: StepRun): Promise<void> {
    const value = await run.render(data.value);
    const holds = compare(value, data.test, await run.render(data.with ?? ''));
    await run.run({ path: holds ? 'then' : 'else', steps: (holds ? data.then : data.else) ?? [] });
  }
}

function compare(value: string, test: Branch['test'], other: string): boolean {
  switch (test) {
    case 'is':
      return value === other;
    case 'isNot':
      return value !== other;
    case 'contains':
      return value.includes(other);
    case 'startsWith':
      return value.startsWith(other);
    case 'greaterThan':
      return Number(value) > Number(other);
    case 'lessThan':
      return Number(value) < Number(other);
    case 'isEmpty':
      return value.trim() === '';
  }
}
