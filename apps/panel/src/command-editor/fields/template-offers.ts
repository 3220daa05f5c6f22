import { Injectable, type Signal, signal } from '@angular/core';
import { type TemplateVariable, templateVariables } from '@cube/discord-rules/template-variables';

/** The variables that templates of the open command may name: those of every command, and its own options and form fields. */
@Injectable()
export class TemplateOffers {
  private readonly source = signal<Signal<readonly TemplateVariable[]>>(signal(templateVariables));

  watch(variables: Signal<readonly TemplateVariable[]>): void {
    this.source.set(variables);
  }

  all(): readonly TemplateVariable[] {
    return this.source()();
  }
}

/** What the command itself adds to the variables. */
export function ownVariables(
  optionNames: readonly string[],
  fieldIds: readonly string[],
): readonly TemplateVariable[] {
  const known = templateVariables.filter(
    ({ name }) =>
      !(name === 'options.*' && optionNames.length > 0) && !(name === 'fields.*' && fieldIds.length > 0),
  );
  return [
    ...optionNames.map((name): TemplateVariable => ({
      name: `options.${name}`,
      type: 'text',
      description: `What was given to the option ${name}.`,
      example: name,
    })),
    ...fieldIds.map((id): TemplateVariable => ({
      name: `fields.${id}`,
      type: 'text',
      description: `What was written into the field ${id}.`,
      example: id,
      only: 'in the steps of a form',
    })),
    ...known,
  ];
}
