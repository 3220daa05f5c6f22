import { Inject, Injectable, type LoggerService, Optional } from '@nestjs/common';
import { type Logger as Pino, pino } from 'pino';

import { Config } from './config';
import { messageOf } from './errors';
import { LogFiles } from './log-files';
import { PROCESS_ROLE, type ProcessRole } from './process-role';
import { redact } from './redaction';
import { toldError } from './told-error';
import { tracing } from './tracing/tracing';

/** Contexts in which Nest tells how it wires itself up: a hundred lines at each start that no operator asks for. */
const chatter = new Set<unknown>(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Writes one JSON line a message to the console, and to the files of api and worker; secrets are cut out of the finished line, wherever they stood. */
@Injectable()
export class Logger implements LoggerService {
  private readonly pino: Pino;

  constructor(config: Config, @Optional() @Inject(PROCESS_ROLE) role?: ProcessRole) {
    const files = filesOf(config, role);
    const write = (line: string) => {
      const clean = redact(line);
      process.stdout.write(clean);
      files?.write(clean);
    };
    // Errors are told by toldError before they come here: pino’s own way writes down all that they hold.
    const serializers = { err: (error: unknown) => error };
    this.pino = pino({ level: config.logLevel, base: { pid: process.pid }, serializers }, { write });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(rest.some((each) => chatter.has(each)) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest passes its context last: `error(message, stack?, context)`; we pass an Error or an object of facts. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const facts: Record<string, unknown> = {};
    const traceId = tracing()?.traceId;
    if (traceId !== undefined) facts['traceId'] = traceId;
    for (const each of rest) {
      if (each instanceof Error) facts['err'] = toldError(each);
      else if (typeof each === 'object' && each !== null) Object.assign(facts, withoutErrors(each));
      else if (typeof each === 'string' && each.includes('\n')) facts['stack'] = each;
      else if (typeof each === 'string') facts['context'] = each;
    }
    if (message instanceof Error) this.pino[level]({ ...facts, err: toldError(message) }, messageOf(message));
    else this.pino[level](facts, typeof message === 'string' ? message : JSON.stringify(message));
  }
}

/** Facts, in which each error stands as it is told. */
const withoutErrors = (facts: object): object =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, fact instanceof Error ? toldError(fact) : fact]),
  );

/** The command line has its terminal. Files that cannot be written are named once, on the console. */
function filesOf({ logFolder }: Config, role: ProcessRole | undefined): LogFiles | undefined {
  if (logFolder === null || role === undefined || role === 'cli') return undefined;
  let isSaid = false;
  const files = new LogFiles(logFolder, role, undefined, (error) => {
    if (!isSaid)
      process.stderr.write(`The log is not kept in ${logFolder}: ${messageOf(error)} See LOG_DIR.\n`);
    isSaid = true;
  });
  process.once('exit', () => files.flush());
  return files;
}
