import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { useInWords } from '@cube/discord-rules/commands/command-words';

import type { CommandOutcome, LogKind, LogRowFragment } from '../graphql.generated';
import { Failed } from '../ui/failed';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import type { LogFeed } from './log-feed';

export const kindWords = {
  COMMAND_EXECUTED: 'Command run',
  COMMAND_CHANGED: 'Command changed',
  BOT_CHANGED: 'Bot',
  GUILD_CHANGED: 'Server',
  AUTOMATION_RAN: 'Automation',
  SESSION_CHANGED: 'Session',
  SIGN_IN_FAILED: 'Refused sign-in',
  ERROR_RAISED: 'Error',
  ALERT_CHANGED: 'Alert',
  LOG_GAPPED: 'Gap',
  AUDIT_RECORDED: 'Audit',
  REQUEST_SERVED: 'Request',
} as const satisfies Record<LogKind, string>;

export const outcomes = {
  ANSWERED: { word: 'Answered', tone: 'good', shape: '●' },
  REFUSED: { word: 'Refused', tone: 'busy', shape: '◐' },
  FAILED: { word: 'Failed', tone: 'bad', shape: '▲' },
  UNANSWERED: { word: 'No answer', tone: 'bad', shape: '▲' },
} as const satisfies Record<CommandOutcome, { word: string; tone: string; shape: string }>;

const levels = {
  INFO: { word: '', tone: '', shape: '' },
  WARNING: { word: 'Warning', tone: 'busy', shape: '◐' },
  ERROR: { word: 'Error', tone: 'bad', shape: '▲' },
} as const;

/** So many rows come into the page at a time, as the reader gets near its end. */
const step = 40;

/** Log rows: what happened, who and where, how long, and how it ended. */
@Component({
  selector: 'cube-log-rows',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, MatButton, Needs, RouterLink, Skeleton, TimeAgo],
  templateUrl: './log-rows.html',
  styleUrl: './log-rows.scss',
})
export class LogRows {
  readonly feed = input.required<LogFeed>();
  /** What to say when there is nothing. */
  readonly empty = input.required<string>();
  /** On a bot's own page its name would be noise. */
  readonly ofOneBot = input(false);

  private readonly end = viewChild<ElementRef<HTMLElement>>('end');
  private readonly drawn = signal(step);

  /** Only what is near the eye is in the page: every row that is not costs nothing when new ones push it down. */
  protected readonly rows = computed(() => this.feed().rows().slice(0, this.drawn()));
  /** Whether the page holds all rows that there are. */
  readonly isWhole = computed(() => this.feed().rows().length <= this.drawn());

  constructor() {
    effect(() => {
      if (!this.feed().held()) this.drawn.set(step);
    });
    afterRenderEffect((onCleanup) => {
      const end = this.end()?.nativeElement;
      if (!end || this.isWhole()) return;
      // Looked at anew after each step: the end may still be near, and no watcher says so twice.
      this.drawn();
      const watcher = new IntersectionObserver(
        ([entry]) => {
          if (entry?.isIntersecting) this.drawn.update((drawn) => drawn + step);
        },
        { rootMargin: '50%' },
      );
      watcher.observe(end);
      onCleanup(() => watcher.disconnect());
    });
  }

  protected readonly kinds = kindWords;
  protected readonly inWords = useInWords;

  protected verdict({ execution, request, level }: LogRowFragment): {
    word: string;
    tone: string;
    shape: string;
  } {
    if (execution) return outcomes[execution.outcome];
    return request && request.code === null ? outcomes.ANSWERED : levels[level];
  }

  protected duration(milliseconds: number): string {
    if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
    return milliseconds < 10_000
      ? `${Math.round(milliseconds)} ms`
      : `${(milliseconds / 1_000).toFixed(1)} s`;
  }
}
