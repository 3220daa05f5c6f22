import { TemplateRefused } from './template-errors';

/** What one render may use. */
export interface Limits {
  /** Characters that come out: 2,000 for a message of Discord, 4,096 for the description of an embed. */
  readonly output?: number;
  /** Work: about one step for each tag, look-up and filter, more for those that read much. */
  readonly steps?: number;
  /**
   * CPU, parsing included. Steps run out before in a process that is warm, so that a template always ends the same; this is
   * for the first of a cold one. The operation at which it is noticed takes up to ten more.
   */
  readonly milliseconds?: number;
  /** Characters that filters and captures make, all together; an entry of a list counts as eight. */
  readonly memory?: number;
}

/** Whoever asks for more output gets this. */
export const mostOutput = 8192;
const usual = { steps: 10_000, milliseconds: 30, memory: 500_000 } as const;
/** About a tenth of a millisecond. */
const stepsBetweenClocks = 50;
const counted = new Intl.NumberFormat('en-US');

/** Counts what one render uses, and stops it. */
export class Meter {
  private readonly limits: Required<Limits>;
  private stepsLeft: number;
  private memoryLeft: number;
  private outputLeft: number;
  private readonly cpuAtStart = process.cpuUsage();
  private deadline: number;
  private stepsAtClock: number;

  constructor({ output = mostOutput, ...others }: Limits = {}) {
    this.limits = { ...usual, ...others, output: Math.min(output, mostOutput) };
    this.stepsLeft = this.limits.steps;
    this.stepsAtClock = this.stepsLeft;
    this.memoryLeft = this.limits.memory;
    this.outputLeft = this.limits.output;
    this.deadline = performance.now() + this.limits.milliseconds;
  }

  /** To be called before the work is done. */
  spend(steps = 1): void {
    this.stepsLeft -= steps;
    if (this.stepsLeft < 0)
      throw new TemplateRefused('time', `it takes more than ${counted.format(this.limits.steps)} steps`);
    if (this.stepsAtClock - this.stepsLeft < stepsBetweenClocks) return;
    this.stepsAtClock = this.stepsLeft;
    if (performance.now() > this.deadline) this.askForCpu();
  }

  /** Steps for work that goes through so many characters of text. */
  spendOnText(characters: number): void {
    this.spend(1 + characters / 200);
  }

  /** Steps for work that goes through so many entries of a list. */
  spendOnList(entries: number): void {
    this.spend(1 + entries / 10);
  }

  /** Steps for looking for a text in another, for which V8 takes the product of both lengths at its worst: 8 s for 64 KB in 256 KB. */
  spendOnSearch(whole: number, part: number): void {
    this.spend(1 + whole / 200 + (Math.max(0, whole - part) * part) / 10_000);
  }

  /** Steps for finding out whether two values are the same: only texts of one length have to be read. */
  spendOnEquality(left: unknown, right: unknown): void {
    if (typeof left !== 'string' || typeof right !== 'string' || left.length !== right.length) return;
    this.spend(left.length / 2000);
  }

  /** To be called before the memory is taken, wherever it can be told before. */
  allocate(characters: number): void {
    this.memoryLeft -= characters;
    if (this.memoryLeft < 0)
      throw new TemplateRefused(
        'memory',
        `it makes more than ${counted.format(this.limits.memory)} characters on its way`,
      );
  }

  allocateList(entries: number): void {
    this.allocate(8 * entries);
  }

  write(characters: number): void {
    this.outputLeft -= characters;
    if (this.outputLeft < 0)
      throw new TemplateRefused(
        'output',
        `more than ${counted.format(this.limits.output)} characters come out`,
      );
  }

  /**
   * The clock on the wall also runs while others have the processor, and says only when it is worth while to ask for
   * CPU time, which is that of the whole process: a template is never stopped too early, and hardly ever too late.
   */
  private askForCpu(): void {
    const { user, system } = process.cpuUsage(this.cpuAtStart);
    const used = (user + system) / 1000;
    if (used > this.limits.milliseconds)
      throw new TemplateRefused('time', `it takes more than ${this.limits.milliseconds} ms`);
    this.deadline = performance.now() + this.limits.milliseconds - used;
  }
}
