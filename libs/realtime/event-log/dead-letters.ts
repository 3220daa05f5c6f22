import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { redact } from '@cube/platform/redaction';

/** Bytes of one file; there are two, and the older one goes. */
const mostBytes = 8 * 1024 * 1024;

/** What PostgreSQL refused for what it holds, one JSON line each: for whoever wants to know what was lost. */
export class DeadLetters {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Throws when the disk takes no more. */
  write(row: object, reason: string): Promise<void> {
    const line = `${redact(JSON.stringify({ at: new Date(), reason, ...row }))}\n`;
    this.last = this.last.catch(() => undefined).then(() => this.append(line));
    return this.last;
  }

  private async append(line: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, 'dead-letters.ndjson');
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size + line.length > mostBytes) await rename(file, join(this.folder, 'dead-letters.1.ndjson'));
    await appendFile(file, line, { mode: 0o600 });
  }
}
