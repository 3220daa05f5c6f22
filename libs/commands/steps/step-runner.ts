import { AppError, messageOf } from '@cube/platform/errors';
import { traced } from '@cube/platform/tracing/tracing';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { CommandTable, type KnownCommand } from '../command-table';
import { isPlain, Templates } from '../templates/templates';
import { Variables } from '../variables/variables.service';
import { toComponentId } from './component-id';
import type { Stage } from './stage';
import { StepBook } from './step-book';
import type { NestedSteps, StepData, StepRun } from './step-kind';

/** A step did not work. `message` is for the bot’s admins; whoever ran the command hears `sentence`. */
export class StepFailed extends Error {
  constructor(
    readonly path: string,
    readonly kind: string,
    override readonly cause: unknown,
  ) {
    super(`Step ${path} (${kind}): ${messageOf(cause)}`);
  }

  /** True when nobody foresaw it: then operators should hear of it. */
  get isFault(): boolean {
    return !(this.cause instanceof AppError);
  }
}

/** A run of a command from its beginning, or from the steps of one of its components. */
export interface Performance {
  readonly command: KnownCommand;
  readonly stage: Stage;
  /** What is known, where it differs from the stage: another command was given other options. */
  readonly facts?: Stage['facts'];
  /** Where the steps stand; none for those of the command itself. */
  readonly at?: string;
  /** How many commands ran each other until here. */
  readonly depth?: number;
}

/** Milliseconds: an answer may follow for fifteen minutes, so nothing runs longer. */
const longestRun = 14 * 60 * 1000;
/** Milliseconds without an answer after which one is promised; Discord waits for three seconds. */
const promiseAfter = 1800;
const deepestCall = 3;

/** Runs the steps of custom commands. */
@Injectable()
export class StepRunner implements OnApplicationShutdown {
  private readonly ending = new AbortController();
  private readonly crew: Crew;

  constructor(
    private readonly book: StepBook,
    templates: Templates,
    private readonly variables: Variables,
    private readonly table: CommandTable,
  ) {
    this.crew = {
      templates,
      runAll: (nested, scene) => this.runAll(nested, scene),
      call: (name, options, caller) => this.call(name, options, caller),
    };
  }

  onApplicationShutdown(): void {
    this.ending.abort();
  }

  /** Throws `StepFailed` for the step that did not work; those before it have happened. */
  async run(performance: Performance): Promise<void> {
    const { command, stage, at = '' } = performance;
    const steps = at === '' ? command.steps : this.book.find(command.steps ?? [], at);
    if (!steps) throw new Error(`/${command.name} has no steps at ${at}.`);
    // Whoever waits sees at least that something happens; as openly as the first answer will be.
    const promise = setTimeout(() => {
      if (!stage.hasAnswered) void stage.defer(isPrivate(steps)).catch(() => undefined);
    }, promiseAfter);
    try {
      const vars = command.usesVariables ? await this.variables.read(stage) : { bot: {}, guild: {} };
      await this.runAll({ path: at, steps }, new Scene(performance, vars, this.ending.signal));
    } finally {
      clearTimeout(promise);
    }
  }

  private async runAll({ path, steps }: NestedSteps, scene: Scene): Promise<void> {
    for (const [index, step] of steps.entries()) {
      await this.runOne(path === '' ? `${index}` : `${path}.${index}`, step, scene);
    }
  }

  private async runOne(path: string, step: StepData, scene: Scene): Promise<void> {
    try {
      const { kind, data } = this.book.read(step);
      await traced(`step ${kind.kind}`, { attributes: { 'cube.step.path': path } }, () =>
        kind.run(data, new OneStep(this.crew, path, scene)),
      );
    } catch (error) {
      throw error instanceof StepFailed ? error : new StepFailed(path, step.kind, error);
    }
  }

  private async call(
    name: string,
    options: Readonly<Record<string, unknown>>,
    { stage, depth = 0 }: Performance,
  ): Promise<void> {
    if (depth >= deepestCall) throw new CallRefused('Commands may run each other three deep, not deeper.');
    const command = await this.table.findCustom(stage.botId, name.replace(/^\//, ''));
    if (!command) throw new CallRefused(`This bot has no custom command /${name} that is switched on.`);
    await this.run({ command, stage, facts: { ...stage.facts, options }, depth: depth + 1 });
  }
}

/** What the runner does for steps. */
interface Crew {
  readonly templates: Templates;
  runAll(nested: NestedSteps, scene: Scene): Promise<void>;
  call(name: string, options: Readonly<Record<string, unknown>>, caller: Performance): Promise<void>;
}

/** The run as one of its steps sees it. */
class OneStep implements StepRun {
  constructor(
    private readonly crew: Crew,
    private readonly path: string,
    private readonly scene: Scene,
  ) {}

  get stage(): Stage {
    return this.scene.performance.stage;
  }

  get variables(): Record<string, unknown> {
    return this.scene.variables;
  }

  get signal(): AbortSignal {
    return this.scene.signal;
  }

  async render(template: string, more?: Readonly<Record<string, unknown>>): Promise<string> {
    // Plain text needs no variables, which are not gathered for it.
    if (isPlain(template)) return template;
    return this.crew.templates.render(template, more ? { ...this.variables, ...more } : this.variables);
  }

  run(nested: NestedSteps): Promise<void> {
    return this.crew.runAll({ ...nested, path: `${this.path}.${nested.path}` }, this.scene);
  }

  runCommand(name: string, options: Readonly<Record<string, unknown>>): Promise<void> {
    return this.crew.call(name, options, this.scene.performance);
  }

  idOf(inner: string): string {
    const { id: commandId, version } = this.scene.performance.command;
    return toComponentId({ commandId, version, path: `${this.path}.${inner}` });
  }
}

/** What the steps of one run share. Most of them need none of it, so that it is made when one first does. */
class Scene {
  private readonly startedAt = Date.now();
  private told: Record<string, unknown> | undefined;
  private aborted: AbortSignal | undefined;

  constructor(
    readonly performance: Performance,
    private readonly vars: object,
    private readonly ending: AbortSignal,
  ) {}

  get variables(): Record<string, unknown> {
    const { facts, stage } = this.performance;
    return (this.told ??= {
      ...(facts ?? stage.facts),
      now: new Date(this.startedAt).toISOString(),
      vars: this.vars,
    });
  }

  get signal(): AbortSignal {
    return (this.aborted ??= AbortSignal.any([this.ending, AbortSignal.timeout(longestRun)]));
  }
}

class CallRefused extends AppError {
  readonly code = 'INVALID';
  readonly status = 400;
}

const isPrivate = (steps: readonly StepData[]): boolean =>
  Object(steps.find(({ kind }) => kind === 'reply')).private === true;
