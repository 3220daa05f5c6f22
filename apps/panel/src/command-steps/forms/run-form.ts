import { ChangeDetectionStrategy, Component } from '@angular/core';

import { PairsField } from '../../command-editor/fields/pairs-field';
import { TemplateField } from '../../command-editor/fields/template-field';
import { StepForm } from '../step-form';

@Component({
  selector: 'cube-run-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PairsField, TemplateField],
  template: `<cube-template-field
      label="Command"
      code
      hint="The name of another custom command of this bot."
      [value]="step().command"
      [path]="path() + '.command'"
      (changed)="set({ command: $event })"
    />
    <cube-pairs-field
      what="an option"
      [pairs]="step().options"
      [path]="path() + '.options'"
      (changed)="set({ options: $event })"
    />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
  `,
})
export class RunForm extends StepForm<'run'> {}
