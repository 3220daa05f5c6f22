import { ChangeDetectionStrategy, Component, computed } from '@angular/core';

import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { StepForm } from '../step-form';

type Deed = 'value' | 'add' | 'forget';

@Component({
  selector: 'cube-set-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PickField, TemplateField, TextField],
  template: `<cube-pick-field
      label="Whose"
      [value]="step().of ?? 'guild'"
      [picks]="owners"
      [path]="path() + '.of'"
      (changed)="set({ of: $event })"
    />
    <cube-text-field
      label="Name"
      code
      [hint]="'Read it as vars.' + (step().of ?? 'guild') + '.' + (step().variable || 'name')"
      [value]="step().variable"
      [path]="path() + '.variable'"
      (changed)="set({ variable: $event })"
    />
    <cube-pick-field
      label="What happens to it"
      [value]="deed()"
      [picks]="deeds"
      [path]="path() + '.deed'"
      (changed)="choose($event)"
    />
    @if (deed() === 'value') {
      <cube-template-field
        label="Its new value"
        [value]="step().value"
        [path]="path() + '.value'"
        (changed)="set({ value: $event })"
      />
    }
    @if (deed() === 'add') {
      <cube-template-field
        label="How much is added"
        [value]="step().add"
        [path]="path() + '.add'"
        (changed)="set({ add: $event })"
      />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
      gap: 12px;
    }
  `,
})
export class SetForm extends StepForm<'set'> {
  protected readonly owners: readonly Pick<'bot' | 'guild'>[] = [
    { value: 'guild', word: 'This server’s' },
    { value: 'bot', word: 'The bot’s, for all servers' },
  ];
  protected readonly deeds: readonly Pick<Deed>[] = [
    { value: 'value', word: 'It gets a value' },
    { value: 'add', word: 'A number is added' },
    { value: 'forget', word: 'It is forgotten' },
  ];
  protected readonly deed = computed((): Deed => {
    const { value, add } = this.step();
    if (add !== undefined) return 'add';
    return value === undefined ? 'forget' : 'value';
  });

  protected choose(deed: Deed): void {
    this.set({ value: deed === 'value' ? '' : undefined, add: deed === 'add' ? '1' : undefined });
  }
}
