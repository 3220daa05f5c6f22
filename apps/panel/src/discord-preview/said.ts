import type { TemplateVariable } from '@cube/discord-rules/template-variables';

/** A stretch of text that looks the same all through. */
export interface Stretch {
  readonly text: string;
  readonly isBold?: boolean;
  readonly isItalic?: boolean;
  readonly isUnderlined?: boolean;
  readonly isStruck?: boolean;
  readonly isCode?: boolean;
  /** What stands for something else: the template as it is written, and what is put in its place. */
  readonly template?: string;
  readonly means?: string;
}

const marks = [
  ['**', 'isBold'],
  ['__', 'isUnderlined'],
  ['~~', 'isStruck'],
  ['*', 'isItalic'],
  ['_', 'isItalic'],
] as const;

/** A template as stretches: a plain variable by its example, any other Liquid as it is written. */
export function templateStretches(text: string, variables: readonly TemplateVariable[]): readonly Stretch[] {
  return text
    .split(/(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{[{%]/.test(part) ? placeholderOf(part, variables) : { text: part }));
}

function placeholderOf(template: string, variables: readonly TemplateVariable[]): Stretch {
  const [, name] = /^\{\{-?\s*([\w.]+)\s*-?\}\}$/.exec(template) ?? [];
  const known = variables.find((variable) => variable.name === name);
  // The example of some variables is itself a template.
  if (!known || /\{\{/.test(known.example))
    return { text: template, template, means: 'Filled in when it runs.' };
  return { text: known.example, template, means: known.description };
}

/** Discord's markdown within a line: the marks that most messages have. Marks that are not closed are letters. */
export function markdownStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.flatMap((stretch) => (stretch.template === undefined ? marked(stretch) : [stretch]));
}

function marked(stretch: Stretch): readonly Stretch[] {
  const { text } = stretch;
  const code = /^([\s\S]*?)(`+)([^`]+)\2(?!`)([\s\S]*)$/.exec(text);
  if (code) {
    const [, before = '', , inside = '', after = ''] = code;
    return [
      ...unlessEmpty({ ...stretch, text: before }).flatMap(marked),
      { ...stretch, text: inside.replace(/^\w*\n/, ''), isCode: true },
      ...unlessEmpty({ ...stretch, text: after }).flatMap(marked),
    ];
  }
  for (const [mark, style] of marks) {
    const from = text.indexOf(mark);
    const to = from < 0 ? -1 : text.indexOf(mark, from + mark.length + 1);
    if (to < 0 || text[from + mark.length] === ' ') continue;
    return [
      ...unlessEmpty({ ...stretch, text: text.slice(0, from) }).flatMap(marked),
      ...marked({ ...stretch, text: text.slice(from + mark.length, to), [style]: true }),
      ...unlessEmpty({ ...stretch, text: text.slice(to + mark.length) }).flatMap(marked),
    ];
  }
  return [stretch];
}

const unlessEmpty = (stretch: Stretch): readonly Stretch[] => (stretch.text === '' ? [] : [stretch]);
