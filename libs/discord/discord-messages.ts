import type { EmbedData, MessageBody, ModalBody, OutComponent } from '@cube/commands/steps/message-shapes';
import type { OutMessage } from '@cube/commands/steps/stage';
import {
  type APIEmbed,
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  MessagePayload,
  type MessageTarget,
  parseEmoji,
  type RESTPostAPIChannelMessageJSONBody,
  TextInputStyle,
} from 'discord.js';

const styles = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
  link: ButtonStyle.Link,
} as const;

const selects = {
  text: ComponentType.StringSelect,
  user: ComponentType.UserSelect,
  role: ComponentType.RoleSelect,
  mentionable: ComponentType.MentionableSelect,
  channel: ComponentType.ChannelSelect,
} as const;

/** What is said, with files or without. */
export type Said = MessageBody & Partial<Pick<OutMessage, 'files'>>;

/**
 * A message in the words of Discord's API, which discord.js sends as it is: putting it together by itself, it asks for modules
 * on every message, which takes longer than all our gates. It pings nobody, whatever somebody put into it; `more` is said beside it, or instead.
 */
export class ReadyMessage extends MessagePayload {
  constructor(
    target: MessageTarget,
    { content, embeds, components, files }: Said,
    more?: RESTPostAPIChannelMessageJSONBody,
  ) {
    super(target, {});
    this.body = {
      content,
      embeds: embeds?.map(toEmbed),
      components: components?.map(toRow),
      attachments: files?.map((_, index) => ({ id: `${index}` })),
      allowed_mentions: { parse: [] },
      ...more,
    };
    this.files = files?.map(({ name, data }) => ({ name, data })) ?? [];
  }
}

export const toModal = ({
  customId,
  title,
  fields,
}: ModalBody & { readonly customId: string }): APIModalInteractionResponseCallbackData => ({
  custom_id: customId,
  title,
  components: fields.map(({ id, label, long, required, min, max, placeholder, value }) => ({
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.TextInput,
        custom_id: id,
        label,
        style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
        required: required ?? true,
        min_length: min,
        max_length: max,
        placeholder,
        value,
      },
    ],
  })),
});

const toEmbed = ({ author, image, thumbnail, footer, ...embed }: EmbedData): APIEmbed => ({
  ...embed,
  ...(author && { author: { name: author.name, url: author.url, icon_url: author.iconUrl } }),
  ...(image !== undefined && { image: { url: image } }),
  ...(thumbnail !== undefined && { thumbnail: { url: thumbnail } }),
  ...(footer && { footer: { text: footer.text, icon_url: footer.iconUrl } }),
});

function toRow(row: readonly OutComponent[]): APIMessageTopLevelComponent {
  // The shape of each was checked when the command was saved; Discord has the last word.
  return { type: ComponentType.ActionRow, components: row.map(toComponent) } as APIMessageTopLevelComponent;
}

function toComponent(component: OutComponent): object {
  const { customId } = component;
  if ('button' in component) {
    const { button, label, emoji, url, disabled } = component;
    return {
      type: ComponentType.Button,
      style: styles[button],
      label,
      disabled,
      ...(emoji !== undefined && { emoji: parseEmoji(emoji) }),
      ...(button === 'link' ? { url } : { custom_id: customId }),
    };
  }
  const { select, placeholder, min, max, options } = component;
  return {
    type: selects[select],
    custom_id: customId,
    placeholder,
    min_values: min,
    max_values: max,
    ...(options && {
      options: options.map(({ emoji, ...option }) => ({
        ...option,
        ...(emoji !== undefined && { emoji: parseEmoji(emoji) }),
      })),
    }),
  };
}
