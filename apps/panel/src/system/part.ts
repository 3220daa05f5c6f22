import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

import type { PartState } from '../graphql.generated';

/** A shape and a word each: never colour alone. */
const faces = {
  WELL: { shape: '●', word: 'Well', tone: 'good' },
  TROUBLED: { shape: '◐', word: 'Look at this', tone: 'busy' },
  DOWN: { shape: '▲', word: 'Down', tone: 'bad' },
} as const satisfies Record<PartState, { shape: string; word: string; tone: string }>;

/** How a part of the house does, in one word. */
@Component({
  selector: 'cube-part-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="verdict" [class]="face().tone" [attr.data-state]="state()"
    ><span aria-hidden="true">{{ face().shape }}</span> {{ face().word }}</span
  >`,
})
export class PartFace {
  readonly state = input.required<PartState>();
  protected readonly face = computed(() => faces[this.state()]);
}

/** One part: its name and state, what to do about it, and its figures. */
@Component({
  selector: 'cube-part',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PartFace],
  template: `<div class="head">
      <h2>{{ label() }}</h2>
      <cube-part-state [state]="part().state" />
    </div>
    @for (sentence of part().advice; track sentence) {
      <p class="advice">{{ sentence }}</p>
    }
    <ng-content />`,
  host: { role: 'region', '[attr.aria-label]': 'label()', '[attr.data-state]': 'part().state' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
      min-width: 0;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 4px 16px;
    }
    .advice {
      max-width: 72ch;
      margin: 0;
    }
  `,
})
export class Part {
  readonly label = input.required<string>();
  readonly part = input.required<{ readonly state: PartState; readonly advice: readonly string[] }>();
}
