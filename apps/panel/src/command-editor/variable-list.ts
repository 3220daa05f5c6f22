import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';

import { Copy } from '../ui/copy';

/** Every variable that texts may name, with what it stands for. */
@Component({
  selector: 'cube-variable-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy],
  template: `<details data-testid="variable-list">
    <summary>Variables that texts can name</summary>
    <p class="quiet">
      Write them between two braces; typing {{ '{{' }} in a text offers them. Filters work as in Liquid:
      {{ '{{ user.name | upcase }' + '}' }}.
    </p>
    <dl>
      @for (variable of variables(); track variable.name) {
        <dt><cube-copy [text]="'{{ ' + variable.name + ' }' + '}'" [shown]="variable.name" /></dt>
        <dd>
          {{ variable.description }}
          @if (variable.only) {
            <span class="quiet">Only {{ variable.only }}.</span>
          }
        </dd>
      }
    </dl>
  </details>`,
  styles: `
    summary {
      font: var(--mat-sys-title-small);
      cursor: pointer;
    }
    p {
      margin: 8px 0;
    }
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 6px 16px;
      margin: 0;
      font: var(--mat-sys-body-small);
    }
    dd {
      margin: 0;
    }
  `,
})
export class VariableList {
  readonly variables = input.required<readonly TemplateVariable[]>();
}
