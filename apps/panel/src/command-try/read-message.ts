import type {
  ButtonData,
  ComponentData,
  EmbedData,
  MessageData,
} from '@cube/discord-rules/steps/step-shapes';

type Json = Readonly<Record<string, unknown>>;

/** What a bot said, with what its buttons are called by. */
export interface SeenMessage {
  readonly id: string;
  readonly said: MessageData;
  readonly isPrivate: boolean;
  /** The custom ids of its components, by row and place. */
  readonly customIds: readonly (readonly string[])[];
}

/** Reads Discord's Message object as far as the preview shows it. Source: Discord's documentation, "Message". */
export function readMessage(message: unknown): SeenMessage | undefined {
  if (!isJson(message)) return undefined;
  const rows = list(message['components']).map((row) => list(row['components']));
  return {
    id: text(message['id']) ?? '',
    isPrivate: (number(message['flags']) ?? 0) % 128 >= 64,
    customIds: rows.map((row) => row.map((component) => text(component['custom_id']) ?? '')),
    said: {
      content: text(message['content']),
      embeds: list(message['embeds']).map(embedOf),
      components: rows.map((row) => row.map(componentOf)),
      files: list(message['attachments']).map((file) => ({ name: text(file['filename']) ?? 'file' })),
    },
  };
}

/** A form that a bot opened. */
export interface SeenForm {
  readonly title: string;
  readonly customId: string;
  readonly fields: readonly SeenField[];
}

export interface SeenField {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly isRequired: boolean;
}

/** Reads Discord's modal as far as it can be filled in: its text fields, whose label may stand around them. */
export function readForm(modal: unknown): SeenForm | undefined {
  if (!isJson(modal)) return undefined;
  const fields = list(modal['components']).flatMap((row) => {
    const inner = isJson(row['component']) ? [row['component']] : list(row['components']);
    return inner
      .filter((field) => field['type'] === textInput)
      .map((field) => ({
        id: text(field['custom_id']) ?? '',
        label: text(row['label']) ?? text(field['label']) ?? '',
        value: text(field['value']) ?? '',
        isRequired: field['required'] !== false,
      }));
  });
  return { title: text(modal['title']) ?? '', customId: text(modal['custom_id']) ?? '', fields };
}
const textInput = 4;

function embedOf(embed: Json): EmbedData {
  const [author, footer] = [embed['author'], embed['footer']];
  return {
    title: text(embed['title']),
    description: text(embed['description']),
    url: text(embed['url']),
    color: number(embed['color']),
    author: isJson(author) ? { name: text(author['name']) ?? '' } : undefined,
    footer: isJson(footer) ? { text: text(footer['text']) ?? '' } : undefined,
    image: isJson(embed['image']) ? text(embed['image']['url']) : undefined,
    thumbnail: isJson(embed['thumbnail']) ? text(embed['thumbnail']['url']) : undefined,
    fields: list(embed['fields']).map((field) => ({
      name: text(field['name']) ?? '',
      value: text(field['value']) ?? '',
      inline: field['inline'] === true,
    })),
  };
}

/** By Discord's numbers, from 1. */
const styles: readonly ButtonData['button'][] = ['primary', 'secondary', 'success', 'danger', 'link'];

function componentOf(component: Json): ComponentData {
  if (component['type'] !== 2) return { select: 'text', placeholder: text(component['placeholder']) };
  const emoji = component['emoji'];
  return {
    button: styles[(number(component['style']) ?? 2) - 1] ?? 'secondary',
    label: text(component['label']) ?? '',
    emoji: isJson(emoji) ? text(emoji['name']) : undefined,
    url: text(component['url']),
    disabled: component['disabled'] === true,
  };
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
