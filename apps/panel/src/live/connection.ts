import { computed, Injectable, signal } from '@angular/core';

export type ConnectionPhase = 'connecting' | 'live' | 'reconnecting' | 'caught-up' | 'ended';

/** After a reconnect, this long without an event counts as having caught up (ms). */
const quiet = 800;
/** How long "Caught up, 14 events" stays (ms). */
const shown = 5_000;

/** How the one websocket of this tab is doing, for the indicator in the top bar. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly state = signal<ConnectionPhase>('connecting');
  private readonly missed = signal(0);
  private readonly standing = signal<unknown>(undefined);
  private readonly opens = signal(0);
  private catchingUp = false;
  private wasLive = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private readonly refusal = signal<
    { readonly message: string; readonly id?: string | undefined } | undefined
  >(undefined);

  /** The last subscription that the server would not serve. */
  readonly lastRefusal = this.refusal.asReadonly();
  /** What the last socket was told as it opened: another value than `me` has once the viewer may do other things. */
  readonly accessKey = this.standing.asReadonly();
  /** How many sockets there were so far: each knows nothing of what was said over the one before it. */
  readonly sockets = this.opens.asReadonly();
  readonly phase = this.state.asReadonly();
  readonly sentence = computed(() => {
    switch (this.state()) {
      case 'connecting':
        return 'Connecting…';
      case 'live':
        return 'Live';
      case 'reconnecting':
        return 'Reconnecting…';
      case 'caught-up':
        return `Caught up, ${this.missed()} ${this.missed() === 1 ? 'event' : 'events'}`;
      case 'ended':
        return 'Not live';
    }
  });

  opened(accessKey: unknown): void {
    clearTimeout(this.timer);
    this.standing.set(accessKey);
    this.opens.update((count) => count + 1);
    if (!this.wasLive) {
      this.wasLive = true;
      this.state.set('live');
      return;
    }
    this.catchingUp = true;
    this.missed.set(0);
    this.timer = setTimeout(() => this.caughtUp(), quiet);
  }

  lost(): void {
    clearTimeout(this.timer);
    this.catchingUp = false;
    this.state.set(this.wasLive ? 'reconnecting' : 'connecting');
  }

  ended(): void {
    clearTimeout(this.timer);
    this.state.set('ended');
  }

  refused(message: string, id?: string): void {
    this.refusal.set({ message, id });
  }

  received(): void {
    if (!this.catchingUp) return;
    this.missed.update((count) => count + 1);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.caughtUp(), quiet);
  }

  private caughtUp(): void {
    this.catchingUp = false;
    this.state.set('caught-up');
    this.timer = setTimeout(() => this.state.set('live'), shown);
  }
}
