/** One connection of a bot; whose it is becomes known with its IDENTIFY or RESUME. */
export interface Line {
  readonly number: number;
  applicationId: string | null;
  shard: readonly [index: number, count: number] | null;
}

export interface Frame {
  kind: 'frame';
  line: Line;
  isFromBot: boolean;
  text: string;
}

export interface Ending {
  kind: 'ending';
  line: Line;
  code: number;
}

export interface Call {
  kind: 'call';
  method: string;
  /** With the tokens that stand in it. */
  url: string;
  status: number;
  milliseconds: number;
  applicationId: string | null;
  /** The body as it was read; undefined without one, null when it was too large to keep. */
  sent: unknown;
  /** Characters of it. */
  size: number;
  /** The JSON that went back. */
  answer: string | null;
}

export type Event = Frame | Ending | Call;
export type Entry = Event & { readonly id: number; readonly at: number };

const entriesKept = 1_000;
/** Characters of frames and bodies together, so that a thousand large guilds do not fill memory. */
const charactersKept = 8 * 1024 * 1024;

const sizeOf = (event: Event): number => {
  if (event.kind === 'frame') return event.text.length;
  if (event.kind === 'ending') return 0;
  return (event.sent === null ? 0 : event.size) + (event.answer?.length ?? 0);
};

/**
 * The latest of what went over the wire, raw and with its secrets: an entry costs no more than its place in the ring.
 * Masking and parsing wait until somebody looks; see `WireView`.
 */
export class WireLog {
  private readonly ring = new Array<{ event: Event; at: number } | undefined>(entriesKept);
  private oldest = 1;
  private latest = 0;
  private characters = 0;
  private lines = 0;

  newLine(): Line {
    this.lines += 1;
    return { number: this.lines, applicationId: null, shard: null };
  }

  add(event: Event): void {
    this.latest += 1;
    if (this.latest - this.oldest >= entriesKept) this.forgetOldest();
    this.ring[this.latest % entriesKept] = { event, at: Date.now() };
    this.characters += sizeOf(event);
    while (this.characters > charactersKept && this.oldest < this.latest) this.forgetOldest();
  }

  get lastId(): number {
    return this.latest;
  }

  /** The latest entries after one that the reader knows, at most so many, and how many older ones they missed. */
  since(after: number, limit: number): { entries: Entry[]; missed: number } {
    // A number of the future is one from before a restart.
    const known = after > this.latest ? 0 : after;
    const first = Math.max(known + 1, this.oldest, this.latest - limit + 1);
    const entries: Entry[] = [];
    for (let id = first; id <= this.latest; id += 1) {
      const place = this.ring[id % entriesKept];
      if (place) entries.push({ ...place.event, id, at: place.at });
    }
    return { entries, missed: known === 0 ? 0 : first - known - 1 };
  }

  private forgetOldest(): void {
    const place = this.oldest % entriesKept;
    const forgotten = this.ring[place];
    if (forgotten) this.characters -= sizeOf(forgotten.event);
    this.ring[place] = undefined;
    this.oldest += 1;
  }
}
