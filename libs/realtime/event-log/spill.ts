import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';

import { messageOf } from '@cube/platform/errors';

import type { Reserve } from './batcher';
import { forget, isAlive, sayAlive } from './spill-lock';
import { SpillSegment } from './spill-segment';

/** Bytes after which another file is begun, so that the first ones can go while the last one grows. */
const segmentBytes = 8 * 1024 * 1024;
/** Data of 64 KB whose every letter is escaped twice, and what stands around it. */
const longestLine = 512 * 1024;

export interface SpillOptions<Item> {
  readonly folder: string;
  /** Bytes of all files of this process. */
  readonly bound: number;
  /** An item from a line; null for one that is none. */
  readonly parse: (line: string) => Item | null;
  /** Hears of lines that are none, and of files that cannot be read. */
  readonly damaged: (what: string) => void;
}

/**
 * Facts on disk while PostgreSQL is away: files of one JSON line each, written with fdatasync, that belong to one process
 * (`<log>-<owner>-<number>.ndjson`). What a dead process left is taken over by a rename, which only one can win.
 */
export class Spill<Item> implements Reserve<Item> {
  /** Which log the items are of: those of another one, in the same folder, are left alone. Nothing is kept until it is known. */
  log: string | undefined;
  private readonly owner = randomBytes(6).toString('hex');
  /** Oldest first; the last one may be written to. */
  private readonly segments: SpillSegment<Item>[] = [];
  private alive: Promise<Server> | undefined;
  private lastNumber = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SpillOptions<Item>) {}

  get holds(): boolean {
    return this.segments.some(({ isEmpty }) => !isEmpty);
  }

  /** Bytes that nobody has read and written to the log yet. */
  get waitingBytes(): number {
    return this.segments.reduce((sum, { left }) => sum + left, 0);
  }

  put(items: readonly Item[]): Promise<number> {
    return this.alone(async () => {
      let safe = 0;
      while (this.log !== undefined && safe < items.length) {
        const segment = await this.growing();
        const lines = this.linesFor(segment, items, safe);
        if (lines.length > 0) await segment.append(Buffer.concat(lines));
        safe += lines.length;
        if (safe === items.length || this.bytes + longestLine > this.options.bound) break;
        segment.isFull = true;
      }
      return safe;
    });
  }

  async oldest(most: number): Promise<{ readonly items: readonly Item[]; written(): Promise<void> }> {
    const segment = this.segments.find(({ isEmpty }) => !isEmpty);
    if (!segment) return { items: [], written: async () => undefined };
    try {
      const { items, end } = await segment.read(most);
      const written = () =>
        this.alone(async () => {
          segment.readTo(end);
          if (segment.isEmpty) await this.drop(segment);
        });
      return { items, written };
    } catch (error) {
      // The others are not held up by it; the file stays where it is.
      this.options.damaged(`${segment.path}, which cannot be read (${messageOf(error)})`);
      this.segments.splice(this.segments.indexOf(segment), 1);
      return { items: [], written: async () => undefined };
    }
  }

  /** Takes over what dead processes left; resolves with the number of files. */
  async adopt(): Promise<number> {
    const { folder } = this.options;
    const names = await readdir(folder).catch(() => []);
    const found = names
      .map((name) => ({ name, parts: /^([0-9a-f]+)-([0-9a-f]+)-(\d+)\.ndjson$/.exec(name) }))
      .filter(({ parts }) => parts?.[1] === this.log && parts?.[2] !== this.owner)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const adopted: SpillSegment<Item>[] = [];
    for (const { name, parts } of found) {
      const other = parts?.[2] ?? '';
      if (await isAlive(folder, other)) continue;
      const segment = await this.take(name);
      if (segment) adopted.push(segment);
      await forget(folder, other);
    }
    this.segments.unshift(...adopted);
    return adopted.length;
  }

  /** Leaves the files to whoever comes next. */
  async close(): Promise<void> {
    await Promise.all(this.segments.map((segment) => segment.close()));
    const server = await this.alive?.catch(() => undefined);
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  private get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private async growing(): Promise<SpillSegment<Item>> {
    const last = this.segments.at(-1);
    if (last && last.isOwn && !last.isFull) return last;
    await this.live();
    const { folder, parse, damaged } = this.options;
    const path = join(folder, this.nextName());
    const segment = new SpillSegment<Item>(path, await open(path, 'wx+', 0o600), 0, true, parse, damaged);
    await syncFolder(folder);
    this.segments.push(segment);
    return segment;
  }

  private async take(name: string): Promise<SpillSegment<Item> | null> {
    const { folder, parse, damaged } = this.options;
    await this.live();
    const path = join(folder, this.nextName());
    try {
      await rename(join(folder, name), path);
    } catch (error) {
      // Another process was faster.
      if (Object(error).code === 'ENOENT') return null;
      throw error;
    }
    const { size } = await stat(path);
    return new SpillSegment<Item>(path, await open(path, 'r+'), size, false, parse, damaged);
  }

  /** Before anything here has our name, we can be seen to live. */
  private async live(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
    this.alive ??= sayAlive(this.options.folder, this.owner);
    await this.alive.catch((error: unknown) => {
      this.alive = undefined;
      throw error;
    });
  }

  /** As many as the file and the bound have room for. */
  private linesFor(segment: SpillSegment<Item>, items: readonly Item[], from: number): readonly Buffer[] {
    const room = Math.min(segmentBytes - segment.bytes, this.options.bound - this.bytes);
    const lines: Buffer[] = [];
    let size = 0;
    for (let index = from; index < items.length; index += 1) {
      const line = Buffer.from(`${JSON.stringify(items[index])}\n`);
      size += line.length;
      if (size > room) break;
      lines.push(line);
    }
    return lines;
  }

  /** One piece of work on the files after the other. */
  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async drop(segment: SpillSegment<Item>): Promise<void> {
    this.segments.splice(this.segments.indexOf(segment), 1);
    await segment.remove();
  }

  private nextName(): string {
    this.lastNumber += 1;
    return `${this.log}-${this.owner}-${String(this.lastNumber).padStart(6, '0')}.ndjson`;
  }
}

/** A file is found after a power cut when its folder was synchronized too. Windows cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
