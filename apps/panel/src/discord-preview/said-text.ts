import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type TemplateVariable, templateVariables } from '@cube/discord-rules/template-variables';

import { markdownStretches, templateStretches } from './said';

/** A text as Discord shows it. What a template puts in stands out, by its example. */
@Component({
  selector: 'cube-said-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@for (stretch of stretches(); track $index) {
    <span
      [class.bold]="stretch.isBold"
      [class.italic]="stretch.isItalic"
      [class.underlined]="stretch.isUnderlined"
      [class.struck]="stretch.isStruck"
      [class.code]="stretch.isCode"
      [class.filled]="stretch.template"
      [attr.title]="stretch.template ? stretch.template + ' – ' + stretch.means : null"
      >{{ stretch.text }}</span
    >
  }`,
  styles: `
    :host {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .bold {
      font-weight: 700;
    }
    .italic {
      font-style: italic;
    }
    .underlined {
      text-decoration: underline;
    }
    .struck {
      text-decoration: line-through;
    }
    .code {
      padding: 0 4px;
      border-radius: 4px;
      background: var(--mat-sys-surface-container-high);
      font: 0.92em var(--cube-mono);
    }
    .filled {
      border-radius: 4px;
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
      border-bottom: 1px dashed currentColor;
    }
  `,
})
export class SaidText {
  readonly text = input.required<string>();
  /** Whether templates are filled in; what a bot really said has none. */
  readonly isTemplate = input(true);
  readonly variables = input<readonly TemplateVariable[]>(templateVariables);

  protected readonly stretches = computed(() =>
    markdownStretches(
      this.isTemplate() ? templateStretches(this.text(), this.variables()) : [{ text: this.text() }],
    ),
  );
}
