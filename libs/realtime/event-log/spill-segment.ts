import { type FileHandle, unlink } from 'node:fs/promises';

/** Bytes that are read at once; longer than any line. */
const chunk = 1024 * 1024;

/** One file of lines: appended at its end, read from its beginning, gone when all is read. */
export class SpillSegment<Item> {
  /** Nothing more goes in; what comes next begins another. */
  isFull = false;
  private at = 0;

  constructor(
    readonly path: string,
    private readonly file: FileHandle,
    /** Of whole lines that are safe. */
    public bytes: number,
    /** False for one that another process left: it does not grow. */
    readonly isOwn: boolean,
    private readonly parse: (line: string) => Item | null,
    private readonly damaged: (what: string) => void,
  ) {}

  /** Bytes that were not read to their end. */
  get left(): number {
    return Math.max(0, this.bytes - this.at);
  }

  get isEmpty(): boolean {
    return this.left === 0;
  }

  /** Resolves when the lines are on the disk. What a failure left half written is cut off, or written over. */
  async append(lines: Buffer): Promise<void> {
    try {
      for (let done = 0; done < lines.length;) {
        const { bytesWritten } = await this.file.write(lines, done, lines.length - done, this.bytes + done);
        done += bytesWritten;
      }
      await this.file.datasync();
      this.bytes += lines.length;
    } catch (error) {
      await this.file.truncate(this.bytes).catch(() => undefined);
      throw error;
    }
  }

  /** The next lines, and where they end. A line without an end is one that its writer did not live to finish. */
  async read(most: number): Promise<{ readonly items: readonly Item[]; readonly end: number }> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(chunk), 0, chunk, this.at);
    const bytes = buffer.subarray(0, Math.min(bytesRead, this.bytes - this.at));
    const items: Item[] = [];
    let end = 0;
    while (items.length < most) {
      const newline = bytes.indexOf(10, end);
      if (newline < 0) break;
      const item = this.parse(bytes.toString('utf8', end, newline));
      if (item === null) this.damaged(`a line of ${newline - end} bytes in ${this.path}`);
      else items.push(item);
      end = newline + 1;
    }
    if (end > 0) return { items, end: this.at + end };
    // No line ends here.
    this.damaged(`the last ${this.bytes - this.at} bytes of ${this.path}`);
    return { items, end: this.bytes };
  }

  readTo(end: number): void {
    this.at = end;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async remove(): Promise<void> {
    await this.file.close();
    await unlink(this.path);
  }
}
