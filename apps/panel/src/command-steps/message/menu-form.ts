import { ChangeDetectionStrategy, Component, forwardRef, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { componentLimits } from '@cube/discord-rules/messages/components';
import type { SelectData, SelectOptionData } from '@cube/discord-rules/steps/step-shapes';

import { EditedList } from '../../command-editor/edited-list';
import { NumberField } from '../../command-editor/fields/number-field';
import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { ProblemLine } from '../../command-editor/fields/problem-line';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { Icon } from '../../ui/icon';
import { orNone, without } from '../step-form';
import { StepList } from '../step-list';

@Component({
  selector: 'cube-menu-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    MatButton,
    MatIconButton,
    NumberField,
    PickField,
    ProblemLine,
    forwardRef(() => StepList),
    TemplateField,
    TextField,
  ],
  templateUrl: './menu-form.html',
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
      grid-template-columns: repeat(auto-fit, minmax(min(130px, 100%), 1fr));
      gap: 12px;
    }
    .option {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr)) auto;
      gap: 8px;
    }
    .add {
      align-self: flex-start;
    }
    @media (max-width: 599.98px) {
      .option {
        grid-template-columns: minmax(0, 1fr) auto;
      }
    }
  `,
})
export class MenuForm {
  readonly menu = input.required<SelectData>();
  readonly path = input.required<string>();
  readonly changed = output<SelectData>();

  protected readonly none = orNone;
  protected readonly limits = componentLimits;
  protected readonly sorts: readonly Pick<SelectData['select']>[] = [
    { value: 'text', word: 'Of texts' },
    { value: 'user', word: 'Of people' },
    { value: 'role', word: 'Of roles' },
    { value: 'mentionable', word: 'Of people and roles' },
    { value: 'channel', word: 'Of channels' },
  ];
  protected readonly options = new EditedList<SelectOptionData>(
    () => this.menu().options ?? [],
    (options) => this.set({ options }),
  );

  protected set(part: Partial<SelectData>): void {
    this.changed.emit(without({ ...this.menu(), ...part }));
  }

  /** Discord fills every other menu by itself. */
  protected setSort(select: SelectData['select']): void {
    this.set({ select, options: select === 'text' ? [{ label: '', value: '' }] : undefined });
  }

  /** A value that was the label so far stays it. */
  protected setOption(index: number, part: Partial<SelectOptionData>): void {
    const option = this.menu().options?.[index];
    if (!option) return;
    const follows = part.label !== undefined && option.value === option.label.slice(0, 100);
    const value = follows ? { value: part.label?.slice(0, 100) ?? '' } : {};
    this.options.replace(index, without({ ...option, ...value, ...part }));
  }
}
