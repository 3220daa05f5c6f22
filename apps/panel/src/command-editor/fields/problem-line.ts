import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';

import { Problems } from '../problems';
import { registered } from './bound';

/** What is wrong with a list as a whole, or with what has no field of its own. */
@Component({
  selector: 'cube-problem-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (problem(); as text) {
    <p data-testid="field-error" role="alert">{{ text }}</p>
  }`,
  styles: `
    p {
      margin: 0;
      color: var(--mat-sys-error);
      font: var(--mat-sys-body-small);
    }
  `,
})
export class ProblemLine {
  private readonly problems = inject(Problems);

  readonly path = input.required<string>();
  /** What is plain at once shows at once; the rest when somebody wanted to save. */
  readonly always = input(false);
  protected readonly problem = computed(() =>
    this.always() || this.problems.asked() > 0 ? this.problems.at(this.path()) : '',
  );

  constructor() {
    registered(this.path, this.problems);
  }
}
