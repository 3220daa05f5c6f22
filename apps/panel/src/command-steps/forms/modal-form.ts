import { ChangeDetectionStrategy, Component, forwardRef } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { modalLimits } from '@cube/discord-rules/messages/modals';
import type { ModalFieldData } from '@cube/discord-rules/steps/step-shapes';

import { EditedList } from '../../command-editor/edited-list';
import { NumberField } from '../../command-editor/fields/number-field';
import { ProblemLine } from '../../command-editor/fields/problem-line';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { ItemCard } from '../../command-editor/item-card';
import { Icon } from '../../ui/icon';
import { orNone, StepForm, without } from '../step-form';
import { StepList } from '../step-list';

@Component({
  selector: 'cube-modal-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    ItemCard,
    MatButton,
    MatCheckbox,
    NumberField,
    ProblemLine,
    forwardRef(() => StepList),
    TemplateField,
    TextField,
  ],
  templateUrl: './modal-form.html',
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
    .add {
      align-self: flex-start;
    }
  `,
})
export class ModalForm extends StepForm<'modal'> {
  protected readonly none = orNone;
  protected readonly limits = modalLimits;
  protected readonly fields = new EditedList<ModalFieldData>(
    () => this.step().fields,
    (fields) => this.set({ fields }),
  );

  protected changeField(index: number, part: Partial<ModalFieldData>): void {
    const field = this.step().fields[index];
    if (field) this.fields.replace(index, without({ ...field, ...part }));
  }
}
