import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';

import { MessageForm } from '../message/message-form';
import { StepForm } from '../step-form';

@Component({
  selector: 'cube-reply-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, MessageForm],
  template: `<cube-message-form [message]="step()" [path]="path()" (changed)="set($event)" />
    <mat-checkbox [checked]="step().private ?? false" (change)="set({ private: $event.checked || undefined })"
      >Only whoever ran it sees it</mat-checkbox
    >`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 4px;
    }
  `,
})
export class ReplyForm extends StepForm<'reply'> {}
