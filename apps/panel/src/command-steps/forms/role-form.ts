import { ChangeDetectionStrategy, Component } from '@angular/core';

import { TemplateField } from '../../command-editor/fields/template-field';
import { orNone, StepForm } from '../step-form';

@Component({
  selector: 'cube-role-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TemplateField],
  template: `<cube-template-field
      label="Role"
      code
      hint="Its id, or an option: {{ '{{ options.role }' + '}' }}"
      [value]="step().role"
      [path]="path() + '.role'"
      (changed)="set({ role: $event })"
    />
    <cube-template-field
      label="Person (optional)"
      code
      hint="Left empty, it is whoever ran the command."
      [value]="step().user"
      [path]="path() + '.user'"
      (changed)="set({ user: none($event) })"
    />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
  `,
})
export class RoleForm extends StepForm<'giveRole' | 'takeRole'> {
  protected readonly none = orNone;
}
