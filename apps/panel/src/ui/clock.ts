import { Injectable, signal } from '@angular/core';

/** One clock for every relative time on the page: it ticks words, it fetches nothing. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly ticking = signal(Date.now());
  readonly now = this.ticking.asReadonly();

  constructor() {
    setInterval(() => this.ticking.set(Date.now()), 10_000);
  }
}
