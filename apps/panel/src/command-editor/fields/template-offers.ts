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

/** What somebody has begun to write between braces before the caret; null when they are not within any. */
export function begunName(
  text: string,
  caret: number,
): { readonly from: number; readonly name: string } | null {
  const [, name] = /\{\{-?\s*([\w.]*)$/.exec(text.slice(0, caret)) ?? [];
  return name === undefined ? null : { from: caret - name.length, name };
}

/** Those that begin with a name stand before those that only have it in them. */
export function matching(variables: readonly TemplateVariable[], name: string): readonly TemplateVariable[] {
  const wanted = name.toLowerCase();
  const rank = (variable: TemplateVariable) => variable.name.toLowerCase().indexOf(wanted);
  return variables
    .filter((variable) => rank(variable) >= 0)
    .sort((one, other) => Math.min(rank(one), 1) - Math.min(rank(other), 1));
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
