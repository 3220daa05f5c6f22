import { ChangeDetectionStrategy, Component } from '@angular/core';

import { NumberField } from '../../command-editor/fields/number-field';
import { StepForm } from '../step-form';

@Component({
  selector: 'cube-wait-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [NumberField],
  template: `<cube-number-field
    label="Seconds"
    [value]="step().seconds"
    [path]="path() + '.seconds'"
    (changed)="set({ seconds: $event ?? 0 })"
  />`,
})
export class WaitForm extends StepForm<'wait'> {}
