import { ChangeDetectionStrategy, Component, forwardRef } from '@angular/core';
import type { Comparison } from '@cube/discord-rules/steps/step-shapes';

import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { TemplateField } from '../../command-editor/fields/template-field';
import { orNone, StepForm } from '../step-form';
import { StepList } from '../step-list';

const words = {
  is: 'is',
  isNot: 'is not',
  contains: 'contains',
  startsWith: 'begins with',
  greaterThan: 'is greater than',
  lessThan: 'is less than',
  isEmpty: 'is empty',
} as const satisfies Record<Comparison, string>;

@Component({
  selector: 'cube-if-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PickField, TemplateField, forwardRef(() => StepList)],
  template: `<div class="line">
      <cube-template-field
        label="If"
        code
        [value]="step().value"
        [path]="path() + '.value'"
        (changed)="set({ value: $event })"
      />
      <cube-pick-field
        label="Comparison"
        [value]="step().test"
        [picks]="tests"
        [path]="path() + '.test'"
        (changed)="set({ test: $event })"
      />
      @if (step().test !== 'isEmpty') {
        <cube-template-field
          label="What"
          code
          [value]="step().with"
          [path]="path() + '.with'"
          (changed)="set({ with: none($event) })"
        />
      }
    </div>
    <h4>Then</h4>
    <cube-step-list [steps]="step().then" [path]="path() + '.then'" (changed)="set({ then: $event })" />
    <h4>Otherwise</h4>
    <cube-step-list
      [steps]="step().else ?? []"
      [path]="path() + '.else'"
      (changed)="set({ else: $event })"
    />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    h4 {
      margin: 0;
      font: var(--mat-sys-title-small);
    }
    .line {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(140px, 100%), 1fr));
      gap: 12px;
    }
  `,
})
export class IfForm extends StepForm<'if'> {
  protected readonly none = orNone;
  protected readonly tests: readonly Pick<Comparison>[] = (Object.keys(words) as Comparison[]).map(
    (value) => ({ value, word: words[value] }),
  );
}
