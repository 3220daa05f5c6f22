import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { AppError, Invalid, messageOf } from '@cube/platform/errors';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';

import { say } from './say';

interface Options {
  readonly bot?: string;
}

const whichBot = {
  flags: '--bot <name-or-id>',
  description: 'Which bot; the one of the name in the file, if left out.',
} as const;

@SubCommand({
  name: 'export',
  arguments: '<name-or-id>',
  description: 'Prints a bot as a file: its commands and settings in YAML, and never its token.',
})
export class ExportBotCommand extends CommandRunner {
  async run([nameOrId = '']: string[]): Promise<void> {
    const { exportBot } = await import('./operations');
    process.stdout.write(await exportBot(nameOrId));
  }
}

@SubCommand({ name: 'plan', arguments: '<file>', description: 'Says what applying a file would do.' })
export class PlanBotCommand extends CommandRunner {
  async run([file = '']: string[], { bot }: Options = {}): Promise<void> {
    const yaml = await read(file);
    const { planBot } = await import('./operations');
    sayPlan(await lineByLine(planBot(yaml, bot ?? null)), 'would be');
  }

  @Option(whichBot)
  named(nameOrId: string): string {
    return nameOrId;
  }
}

@SubCommand({
  name: 'apply',
  arguments: '<file>',
  description: 'Makes a bot as a file says, all of it or nothing.',
})
export class ApplyBotCommand extends CommandRunner {
  async run([file = '']: string[], { bot }: Options = {}): Promise<void> {
    const yaml = await read(file);
    const { applyBot } = await import('./operations');
    sayPlan(await lineByLine(applyBot(yaml, bot ?? null)), 'was');
  }

  @Option(whichBot)
  named(nameOrId: string): string {
    return nameOrId;
  }
}

@Command({
  name: 'bot',
  description: 'One bot as a file.',
  subCommands: [ExportBotCommand, PlanBotCommand, ApplyBotCommand],
})
export class BotCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

interface Plan {
  readonly isUpToDate: boolean;
  readonly things: readonly {
    readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNCHANGED';
    readonly title: string;
    readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  }[];
}

const signs = { CREATE: '+', UPDATE: '~', DELETE: '-', UNCHANGED: ' ' } as const;
const deeds = { CREATE: 'added', UPDATE: 'changed', DELETE: 'deleted', UNCHANGED: 'left as it is' } as const;

function sayPlan({ isUpToDate, things }: Plan, verb: string): void {
  if (isUpToDate) say('Nothing differs: the bot is as the file says.');
  for (const { action, title, changes } of things) {
    if (action === 'UNCHANGED') continue;
    say(`${signs[action]} ${title} ${verb} ${deeds[action]}.`);
    if (action !== 'UPDATE') continue;
    for (const { path, before, after } of changes) say(`    ${path}: ${shown(before)} → ${shown(after)}`);
  }
}

const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

/** npm runs scripts at the root of the clone: a path is meant from where somebody typed it. */
async function read(file: string): Promise<string> {
  const path = resolve(process.env['INIT_CWD'] ?? '', file);
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new Invalid(`The file cannot be read: ${messageOf(error)}`);
  });
}

/** A terminal has room for every mistake of the file. */
async function lineByLine<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.fields.length < 2) throw error;
    throw new Invalid(error.fields.map(({ field, message }) => `${message} [${field}]`).join('\n'));
  }
}
