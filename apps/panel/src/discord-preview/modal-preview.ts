import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { ModalFieldData } from '@cube/discord-rules/steps/step-shapes';

import { SaidText } from './said-text';

/** A form as Discord opens it. */
@Component({
  selector: 'cube-modal-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [SaidText],
  template: `<strong><cube-said-text [text]="title() || 'Title'" /></strong>
    @for (field of fields(); track $index) {
      <div>
        <div class="label">
          <cube-said-text [text]="field.label || 'Label'" />
          @if (field.required ?? true) {
            <span class="star"> *</span>
          }
        </div>
        <div class="box" [class.long]="field.long">
          <span class="quiet"><cube-said-text [text]="field.value || field.placeholder || ''" /></span>
        </div>
      </div>
    }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 10px;
      padding: 12px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 10px;
      background: var(--mat-sys-surface-container-low);
    }
    .label {
      font: var(--mat-sys-label-medium);
    }
    .star {
      color: var(--mat-sys-error);
    }
    .box {
      min-height: 32px;
      padding: 4px 8px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 6px;
      background: var(--mat-sys-surface-container-lowest);
    }
    .long {
      min-height: 64px;
    }
  `,
})
export class ModalPreview {
  readonly title = input.required<string>();
  readonly fields = input.required<readonly ModalFieldData[]>();
}
