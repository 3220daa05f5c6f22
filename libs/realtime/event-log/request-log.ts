import { EventLog } from './event-log';
import type { RequestServedData } from './events';

type Request = Omit<RequestServedData, 'what' | 'unrecorded'>;

/** How many requests are written down at once, and how many a second in the long run, of each sort. */
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
 * counted, and the next one that is written says how many there were. Changes, failures and queries have as many each, so
 * that nobody hides a change behind a flood of the others: anybody can fail as often as they like.
 */
export class RequestLog {
  private readonly allowances = { change: new Allowance(), failure: new Allowance(), query: new Allowance() };
  private unrecorded = 0;

  constructor(private readonly log: EventLog) {}

  add(request: Request): void {
    if (!this.allowances[sortOf(request)].take()) {
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

function sortOf({ type, code }: Request): 'change' | 'failure' | 'query' {
  if (code !== null || type === null) return 'failure';
  return type === 'MUTATION' ? 'change' : 'query';
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
