import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two looks at the event loop: each wakes the process. */
const resolution = 20;

/** How late the event loop is. Its timer runs only while somebody wants to know. */
export class LoopDelay {
  private histogram: IntervalHistogram | undefined;

  /** Starts or stops measuring. */
  watch(isWanted: boolean): void {
    if (isWanted === (this.histogram !== undefined)) return;
    this.histogram?.disable();
    this.histogram = isWanted ? monitorEventLoopDelay({ resolution }) : undefined;
    this.histogram?.enable();
  }

  /** Milliseconds by which 99 of 100 looks were late at most, since it was last asked; null when nothing was measured. */
  take(): number | null {
    const { histogram } = this;
    if (!histogram || histogram.count === 0) return null;
    // The histogram holds the time from look to look.
    const late = Math.max(0, histogram.percentile(99) / 1e6 - resolution);
    histogram.reset();
    return late;
  }
}
