import { setTimeout as pause } from 'node:timers/promises';

type Job = () => Promise<void>;

/** Milliseconds before a job that failed is tried again. */
const retryAfter = 1000;

/**
 * Writes down news that come faster than they can be written, or while PostgreSQL is away: of each subject only the
 * newest counts, subjects are taken in turn, and a job that fails waits and is done again unless newer news replaced it.
 */
export class Desk {
  private readonly waiting = new Map<string, Job>();
  private readonly busy = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly hands: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  put(subject: string, job: Job): void {
    if (this.isClosed) return;
    this.waiting.set(subject, job);
    this.work();
  }

  /** Takes nothing more; what waits is dropped. */
  close(): void {
    this.isClosed = true;
    this.waiting.clear();
  }

  private work(): void {
    for (const [subject, job] of this.waiting) {
      if (this.busy.size >= this.hands) return;
      if (this.busy.has(subject)) continue;
      this.waiting.delete(subject);
      this.busy.add(subject);
      void this.run(subject, job).finally(() => {
        this.busy.delete(subject);
        this.work();
      });
    }
  }

  private async run(subject: string, job: Job): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.failed(error);
      await pause(retryAfter);
      if (!this.isClosed && !this.waiting.has(subject)) this.waiting.set(subject, job);
    }
  }
}
