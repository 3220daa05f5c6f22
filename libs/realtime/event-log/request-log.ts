import { EventLog } from './event-log';
import type { RequestServedData } from './events';

/** How many requests are written down at once, and how many a second in the long run, for each of the two sorts. */
const burst = 500;
const perSecond = 50;

/** A number that fills up with time. */
class Allowance {
  private left = burst;
  private at = performance.now();

  take(): boolean {
    const now = performance.now();
    this.left = Math.min(burst, this.left + ((now - this.at) * perSecond) / 1000);
    this.at = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}

/**
 * Writes requests down, after they were answered. A process writes at most 50 a second, 500 in a burst; what is more is
 * counted, and the next one that is written says how many there were. Changes and failures have as many of their own, so
 * that nobody hides them behind a flood of queries.
 */
export class RequestLog {
  private readonly ordinary = new Allowance();
  private readonly notable = new Allowance();
  private unrecorded = 0;

  constructor(private readonly log: EventLog) {}

  add(request: Omit<RequestServedData, 'unrecorded'>): void {
    const isNotable = request.type !== 'QUERY' || request.code !== null;
    if (!(isNotable ? this.notable : this.ordinary).take()) {
      this.unrecorded += 1;
      return;
    }
    const { unrecorded } = this;
    this.unrecorded = 0;
    // Without a topic: it is of no bot, and only those who see the log of the whole installation may see it.
    this.log.record({ kind: 'request.served', topic: null, subject: null, data: { ...request, unrecorded } });
  }
}
