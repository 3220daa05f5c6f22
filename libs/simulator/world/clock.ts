interface Alarm {
  at: number;
  ring: () => void;
  timer: NodeJS.Timeout;
}

/**
 * The time of the simulated Discord. `now` is what things expire by; a test moves it ahead, and whatever falls due rings
 * in the next turn. `wall` is what Discord says the time is (ids, timestamps, the Date header): it may be wrong on purpose.
 */
export class Clock {
  private ahead = 0;
  private skew = 0;
  /** A millisecond has many messages, and the text of a date costs more than all else about one. */
  private lastTold = { at: 0, text: '' };
  private readonly alarms = new Set<Alarm>();

  now(): number {
    return Date.now() + this.ahead;
  }

  /** Whether the simulated time is not that of this machine. */
  get isOff(): boolean {
    return this.ahead !== 0 || this.skew !== 0;
  }

  wall(): number {
    return this.now() + this.skew;
  }

  timestamp(): string {
    const at = this.wall();
    if (at !== this.lastTold.at) this.lastTold = { at, text: new Date(at).toISOString() };
    return this.lastTold.text;
  }

  /** Rings once, when so many milliseconds of simulated time have gone. Answers how to call it off. */
  after(milliseconds: number, ring: () => void): () => void {
    const once = () => {
      callOff();
      ring();
    };
    const alarm = { at: this.now() + milliseconds, ring: once, timer: setTimeout(once, milliseconds) };
    const callOff = () => {
      clearTimeout(alarm.timer);
      this.alarms.delete(alarm);
    };
    this.alarms.add(alarm);
    return callOff;
  }

  advance(milliseconds: number): void {
    this.ahead += milliseconds;
    for (const alarm of this.alarms) {
      clearTimeout(alarm.timer);
      alarm.timer = setTimeout(alarm.ring, alarm.at - this.now());
    }
  }

  /** Milliseconds by which Discord's clock is wrong; negative when it is slow. */
  setSkew(milliseconds: number): void {
    this.skew = milliseconds;
  }

  stop(): void {
    for (const { timer } of this.alarms) clearTimeout(timer);
    this.alarms.clear();
  }
}
