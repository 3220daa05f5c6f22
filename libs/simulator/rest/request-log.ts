import type { RequestView } from '../control-shapes';

const kept = 500;

/** The latest REST calls, for whoever wonders what a bot does. Tokens in paths are masked before they come here. */
export class RequestLog {
  private readonly entries: RequestView[] = [];

  add(entry: RequestView): void {
    this.entries.push(entry);
    if (this.entries.length > kept) this.entries.shift();
  }

  /** Newest last. */
  latest(limit: number): RequestView[] {
    return this.entries.slice(-limit);
  }
}

/** Interaction and webhook tokens stand in the path. */
export const withoutTokens = (path: string): string =>
  path.replace(/\/(interactions|webhooks)\/(\d+)\/[^/?]+/, '/$1/$2/…').replace(/\?.*$/, '');
