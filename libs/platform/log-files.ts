import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of one file, and how many older ones are kept beside it. */
export interface LogFileLimits {
  readonly bytes: number;
  readonly older: number;
}

/** How long lines are gathered, and how many bytes of them at most; what is more is dropped and counted. */
const gather = 100;
const mostBytes = 1024 * 1024;

/**
 * The log of a program as files: `api.log`, and `api.1.log` to `api.4.log`, the older the higher. Lines are written a few
 * times a second, several processes may share the files, and a disk that is full stops nobody.
 */
export class LogFiles {
  private lines: string[] = [];
  private bytes = 0;
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly limits: LogFileLimits = { bytes: 10 * 1024 * 1024, older: 4 },
    private readonly failed: (error: unknown) => void = () => undefined,
  ) {}

  /** A line with its end. */
  write(line: string): void {
    if (this.bytes + line.length > mostBytes) {
      this.dropped += 1;
      return;
    }
    this.lines.push(line);
    this.bytes += line.length;
    this.timer ??= setTimeout(() => this.flush(), gather).unref();
  }

  /** Writes what was gathered; also when the process ends. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.lines.length === 0) return;
    const text = this.lines.join('');
    const { dropped } = this;
    this.lines = [];
    this.bytes = 0;
    this.dropped = 0;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      if (this.size() + text.length > this.limits.bytes) this.turn();
      const note =
        dropped > 0 ? `${JSON.stringify({ level: 40, msg: `${dropped} lines were dropped` })}\n` : '';
      appendFileSync(this.path(0), `${text}${note}`, { mode: 0o600 });
    } catch (error) {
      this.failed(error);
    }
  }

  private path(age: number): string {
    return join(this.folder, age === 0 ? `${this.name}.log` : `${this.name}.${age}.log`);
  }

  private size(): number {
    return statSync(this.path(0), { throwIfNoEntry: false })?.size ?? 0;
  }

  private turn(): void {
    for (let age = this.limits.older; age > 0; age -= 1) {
      if (statSync(this.path(age - 1), { throwIfNoEntry: false }))
        renameSync(this.path(age - 1), this.path(age));
    }
  }
}
