import { EventLog } from './event-log';
import type { RequestServedData } from './events';

type Request = Omit<RequestServedData, 'what' | 'unrecorded'>;

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

  add(request: Request): void {
    const isNotable = request.type !== 'QUERY' || request.code !== null;
    if (!(isNotable ? this.notable : this.ordinary).take()) {
      this.unrecorded += 1;
      return;
    }
    const { unrecorded } = this;
    this.unrecorded = 0;
    // Without a topic: it is of no bot, and only those who see the log of the whole installation may see it.
    const data = { what: requestSentence(request), ...request, unrecorded };
    this.log.record({ kind: 'request.served', topic: null, subject: null, data });
  }
}

/** A request in words: by whom, for what, and why it was refused if it was. */
export function requestSentence({ type, operation, fields, accountName, by, code }: Request): string {
  const who =
    accountName === null ? 'A stranger' : by === 'key' ? `${accountName}, by an API key,` : accountName;
  const verb = type === 'QUERY' ? 'asked for' : type === 'MUTATION' ? 'called' : 'sent';
  const roots = fields.join(', ');
  const wish = operation ?? (roots === '' ? 'something that was not understood' : roots);
  const detail = operation !== null && roots !== '' && roots !== operation ? ` (${roots})` : '';
  const end = code === null ? '' : code === 'INTERNAL' ? ', and it broke' : `, and was refused: ${code}`;
  return `${who} ${verb} ${wish}${detail}${end}.`;
}
