import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';

import { Clock } from './clock';

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "3 min. ago", with the exact time on hover and for programs. */
@Component({
  selector: 'cube-time',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<time [attr.datetime]="at()" [title]="exact()">{{ relative() }}</time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
  `,
})
export class TimeAgo {
  private readonly clock = inject(Clock);

  readonly at = input.required<string>();
  protected readonly exact = computed(() => exactly.format(new Date(this.at())));
  protected readonly relative = computed(() => {
    const seconds = Math.round((new Date(this.at()).getTime() - this.clock.now()) / 1_000);
    const distance = Math.abs(seconds);
    for (const [unit, length] of units) {
      if (distance >= length) return words.format(Math.round(seconds / length), unit);
    }
    return distance < 10 ? 'just now' : words.format(seconds, 'second');
  });
}
