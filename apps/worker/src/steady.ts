import { messageOf } from '@cube/platform/errors';
import type { Logger } from '@cube/platform/logger';

/** Does something every so often and whenever it is poked, never twice at the same time; a failure is said and tried again. */
export class Steady {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly name: string,
    private readonly every: number,
    private readonly logger: Logger,
    private readonly work: () => Promise<void>,
  ) {}

  begin(): void {
    this.timer ??= setInterval(() => this.poke(), this.every);
    this.poke();
  }

  /** Resolves when what was under way has ended. */
  async halt(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** Look now. Before `begin` and after `halt` nobody does. */
  poke(): void {
    if (!this.timer) return;
    this.again = true;
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    while (this.again && this.timer) {
      this.again = false;
      try {
        await this.work();
      } catch (error) {
        this.logger.warn(`${this.name}: ${messageOf(error)}`, 'Worker');
      }
    }
    // In the same moment as the last look at `again`, or a poke could fall between.
    this.running = undefined;
  }
}
