import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { byAge } from './snowflake';

const attachmentShape = z.object({
  id: z.string().regex(/^\d+$/),
  filename: z.string(),
  size: z.number(),
  content_type: z.string(),
  url: z.string(),
  proxy_url: z.string(),
});

export interface KeptFile {
  attachment: z.infer<typeof attachmentShape>;
  bytes: Buffer;
}

const lineFeed = 0x0a;

/** Where files survive a restart: one file for each, named by its id; its first line says what is known of it, then come its bytes. */
export class FileFolder {
  constructor(private readonly path: string) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  /** The oldest first. */
  all(): KeptFile[] {
    return readdirSync(this.path)
      .filter((name) => /^\d+$/.test(name))
      .map((id) => ({ id }))
      .sort(byAge)
      .map(({ id }) => this.read(id));
  }

  /** By way of a second file, so that a crash leaves all of it or nothing. */
  save({ attachment, bytes }: KeptFile): void {
    const path = join(this.path, attachment.id);
    const head = Buffer.from(`${JSON.stringify(attachment)}\n`);
    writeFileSync(`${path}.next`, Buffer.concat([head, bytes]), { mode: 0o600 });
    renameSync(`${path}.next`, path);
  }

  remove(id: string): void {
    rmSync(join(this.path, id), { force: true });
  }

  private read(id: string): KeptFile {
    const content = readFileSync(join(this.path, id));
    const end = content.indexOf(lineFeed);
    const head: unknown = JSON.parse(content.toString('utf8', 0, end));
    return { attachment: attachmentShape.parse(head), bytes: content.subarray(end + 1) };
  }
}
