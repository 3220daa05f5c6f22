/** What Discord would refuse of a message or a form in a step, at the paths of the step's own data. */
import type { ComponentShape, EmbedShape, ModalShape } from '../messages/message-shape';
import { messageProblems } from '../messages/messages';
import { modalProblems } from '../messages/modals';
import type { RuleProblem } from '../text';
import type { ButtonData, EmbedData, MessageData, ModalFieldData, SelectData } from './step-shapes';

/** What is looked at of a component: its own steps are judged by themselves. */
type ShownComponent = Omit<ButtonData, 'steps'> | Omit<SelectData, 'steps'>;
interface SaidMessage extends Omit<MessageData, 'components'> {
  readonly components?: readonly (readonly ShownComponent[])[];
}

/** What a template becomes nobody knows before it is rendered: it counts as one letter, or as an address that is fine. */
const hasTemplate = (text: string): boolean => /\{[{%]/.test(text);
const text = <Text extends string | undefined>(given: Text): Text | 'x' =>
  given !== undefined && hasTemplate(given) ? 'x' : given;
const address = <Text extends string | undefined>(given: Text): Text | 'https://example.org' =>
  given !== undefined && hasTemplate(given) ? 'https://example.org' : given;

export function messageStepProblems({
  content,
  embeds,
  components,
  files,
}: SaidMessage): readonly RuleProblem[] {
  const problems = messageProblems({
    content: text(content) ?? null,
    embeds: (embeds ?? []).map(toEmbed),
    rows: (components ?? []).map((row, rowIndex) => ({
      components: row.map((component, index) => toComponent(component, `${rowIndex}.${index}`)),
    })),
    files: (files ?? []).map(({ name }) => name),
  });
  return [
    ...problems.map(({ field, message }) => ({ field: ourMessageField(field), message })),
    ...(files ?? []).flatMap(({ name, content: inside, url }, index) => [
      ...(name === '' ? [{ field: `files.${index}.name`, message: 'Give the file a name.' }] : []),
      ...(inside !== undefined && url !== undefined
        ? [{ field: `files.${index}.url`, message: 'A file has a text or an address: drop one of the two.' }]
        : []),
    ]),
  ];
}

export function modalStepProblems({
  title,
  fields,
}: {
  readonly title: string;
  readonly fields: readonly ModalFieldData[];
}): readonly RuleProblem[] {
  const modal: ModalShape = {
    customId: 'ours',
    title: text(title),
    inputs: fields.map((field) => ({
      customId: field.id,
      label: text(field.label),
      style: field.long ? 'PARAGRAPH' : 'SHORT',
      minLength: field.min ?? null,
      maxLength: field.max ?? null,
      placeholder: text(field.placeholder) ?? null,
      value: text(field.value) ?? null,
    })),
  };
  return [
    ...modalProblems(modal).map(({ field, message }) => ({ field: ourModalField(field), message })),
    ...fields.flatMap(({ id }, index) =>
      id === '' || /^[a-z0-9_]{1,40}$/.test(id)
        ? []
        : [
            {
              field: `fields.${index}.id`,
              message: 'An id has up to 40 small letters, digits and _, such as reason.',
            },
          ],
    ),
  ];
}

function toEmbed({ image, thumbnail, author, footer, fields, ...embed }: EmbedData): EmbedShape {
  return {
    title: text(embed.title) ?? null,
    description: text(embed.description) ?? null,
    url: address(embed.url) ?? null,
    color: embed.color ?? null,
    imageUrl: address(image) ?? null,
    thumbnailUrl: address(thumbnail) ?? null,
    author: author
      ? {
          name: text(author.name),
          url: address(author.url) ?? null,
          iconUrl: address(author.iconUrl) ?? null,
        }
      : null,
    footer: footer ? { text: text(footer.text), iconUrl: address(footer.iconUrl) ?? null } : null,
    fields: (fields ?? []).map(({ name, value, inline }) => ({
      name: text(name),
      value: text(value),
      inline: inline ?? false,
    })),
  };
}

const styles = {
  primary: 'PRIMARY',
  secondary: 'SECONDARY',
  success: 'SUCCESS',
  danger: 'DANGER',
  link: 'LINK',
} as const;
const menus = {
  text: 'STRING_SELECT',
  user: 'USER_SELECT',
  role: 'ROLE_SELECT',
  mentionable: 'MENTIONABLE_SELECT',
  channel: 'CHANNEL_SELECT',
} as const;

/** Our own ids are made when the message is sent, each of them once. */
function toComponent(component: ShownComponent, customId: string): ComponentShape {
  if ('button' in component) {
    const { button, label, emoji, url } = component;
    const isLink = button === 'link';
    return {
      type: 'BUTTON',
      style: styles[button],
      label: text(label),
      emoji: emoji ?? null,
      url: address(url) ?? null,
      customId: isLink ? null : customId,
    };
  }
  const { select, placeholder, min, max, options } = component;
  return {
    type: menus[select],
    customId,
    placeholder: text(placeholder) ?? null,
    minValues: min ?? null,
    maxValues: max ?? null,
    options: (options ?? []).map(({ label, value, description, emoji }) => ({
      label: text(label),
      value,
      description: text(description) ?? null,
      emoji: emoji ?? null,
    })),
  };
}

const ourMessageField = (field: string): string =>
  field
    .replace(/^rows\.(\d+)\.components/, 'components.$1')
    .replace(/^rows/, 'components')
    .replace(/\bimageUrl$/, 'image')
    .replace(/\bthumbnailUrl$/, 'thumbnail')
    .replace(/\bminValues$/, 'min')
    .replace(/\bmaxValues$/, 'max');

const ourModalField = (field: string): string =>
  field
    .replace(/^inputs/, 'fields')
    .replace(/\bcustomId$/, 'id')
    .replace(/\bminLength$/, 'min')
    .replace(/\bmaxLength$/, 'max');
