import { ChangeDetectionStrategy, Component, forwardRef, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { componentLimits } from '@cube/discord-rules/messages/components';
import type { ButtonData } from '@cube/discord-rules/steps/step-shapes';

import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { Icon } from '../../ui/icon';
import { orNone, without } from '../step-form';
import { StepList } from '../step-list';

@Component({
  selector: 'cube-button-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    MatCheckbox,
    MatIconButton,
    PickField,
    forwardRef(() => StepList),
    TemplateField,
    TextField,
  ],
  template: `<div class="line">
      <cube-pick-field
        label="Button"
        [value]="button().button"
        [picks]="styles"
        [path]="path() + '.button'"
        (changed)="set({ button: $event })"
      />
      <cube-template-field
        label="Label"
        [value]="button().label"
        [path]="path() + '.label'"
        [max]="limits.label"
        (changed)="set({ label: $event })"
      />
      <cube-text-field
        label="Emoji"
        placeholder="🎉"
        [value]="button().emoji"
        [path]="path() + '.emoji'"
        (changed)="set({ emoji: none($event) })"
      />
      @if (!isAlone()) {
        <button
          mat-icon-button
          type="button"
          [attr.aria-label]="'Remove the button ' + button().label"
          (click)="removed.emit()"
        >
          <cube-icon name="remove" />
        </button>
      }
    </div>
    <mat-checkbox
      [checked]="button().disabled ?? false"
      (change)="set({ disabled: $event.checked || undefined })"
      >Shown, but nobody can press it</mat-checkbox
    >
    @if (button().button === 'link') {
      <cube-template-field
        label="Address"
        code
        [value]="button().url"
        [path]="path() + '.url'"
        (changed)="set({ url: none($event) })"
      />
    } @else {
      <h4>When somebody presses it</h4>
      <cube-step-list
        [steps]="button().steps ?? []"
        [path]="path() + '.steps'"
        whenEmpty="Nothing yet: Discord would say that the interaction failed."
        (changed)="set({ steps: $event })"
      />
    }`,
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
  `,
})
export class ButtonForm {
  readonly button = input.required<ButtonData>();
  readonly path = input.required<string>();
  readonly isAlone = input.required<boolean>();
  readonly changed = output<ButtonData>();
  readonly removed = output();

  protected readonly none = orNone;
  protected readonly limits = componentLimits;
  protected readonly styles: readonly Pick<ButtonData['button']>[] = [
    { value: 'primary', word: 'Primary' },
    { value: 'secondary', word: 'Secondary' },
    { value: 'success', word: 'Success' },
    { value: 'danger', word: 'Danger' },
    { value: 'link', word: 'Link' },
  ];

  /** A link does nothing of its own, and only a link leads somewhere. */
  protected set(part: Partial<ButtonData>): void {
    const button = { ...this.button(), ...part };
    const isLink = button.button === 'link';
    this.changed.emit(without({ ...button, ...(isLink ? { steps: undefined } : { url: undefined }) }));
  }
}
