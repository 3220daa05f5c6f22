import { ChangeDetectionStrategy, Component, input } from '@angular/core';

import type { Offer } from './template-completion';

/** What a text with Liquid in it may name, for whoever wants to read it all. */
@Component({
  selector: 'cube-template-variables',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<details>
    <summary>What it may name</summary>
    <dl>
      @for (variable of variables(); track variable.name) {
        <dt>
          <code>{{ variable.name }}</code>
        </dt>
        <dd class="quiet">{{ variable.description }}</dd>
      }
    </dl>
  </details>`,
  styles: `
    :host {
      display: block;
      margin-top: -4px;
      font: var(--mat-sys-body-small);
    }
    summary {
      cursor: pointer;
    }
    dl {
      display: grid;
      grid-template-columns: max-content 1fr;
      gap: 4px 16px;
      margin: 8px 0 0;
    }
    dd {
      margin: 0;
    }
  `,
})
export class TemplateVariables {
  readonly variables = input.required<readonly Offer[]>();
}
