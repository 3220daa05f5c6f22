import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';

import { StepForm } from '../step-form';

@Component({
  selector: 'cube-defer-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox],
  template: `<p class="quiet">
      The answer may then take up to fifteen minutes. Without this step it is promised by itself after 1.8
      seconds.
    </p>
    <mat-checkbox [checked]="step().private ?? false" (change)="set({ private: $event.checked || undefined })"
      >Only whoever ran it will see the answer</mat-checkbox
    >`,
  styles: `
    p {
      margin: 0;
    }
  `,
})
export class DeferForm extends StepForm<'defer'> {}
