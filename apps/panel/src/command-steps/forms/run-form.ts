import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';

import { CommandStock } from '../../command-editor/command-stock';
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
      [hint]="hint()"
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
export class RunForm extends StepForm<'run'> {
  private readonly stock = inject(CommandStock);

  protected readonly hint = computed(() => {
    const names = this.stock.runnable();
    const some = names.slice(0, 6).map((name) => `/${name}`);
    if (some.length === 0) return 'The name of another custom slash command of this bot.';
    return `Another custom slash command: ${some.join(', ')}${names.length > some.length ? ' …' : ''}`;
  });
}
