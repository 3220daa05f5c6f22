import { ChangeDetectionStrategy, Component } from '@angular/core';

import { TemplateField } from '../../command-editor/fields/template-field';
import { MessageForm } from '../message/message-form';
import { StepForm } from '../step-form';

@Component({
  selector: 'cube-send-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MessageForm, TemplateField],
  template: `<cube-template-field
      label="Channel"
      code
      hint="Its id, or an option that asks for one."
      [value]="step().channel"
      [path]="path() + '.channel'"
      (changed)="set({ channel: $event })"
    />
    <cube-message-form [message]="step()" [path]="path()" (changed)="set($event)" />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
  `,
})
export class SendForm extends StepForm<'send'> {}
