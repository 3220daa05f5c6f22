import type { ActiveSettings } from '@cube/automation/settings/settings-table';
import {
  ApplicationCommandOptionType,
  type CommandInteraction,
  type CommandInteractionOption,
  type Guild,
  GuildMember,
  type Interaction,
  type Message,
  type ModalSubmitInteraction,
  type User,
} from 'discord.js';

/** How a guild wants its texts: language and time zone. */
export type Manner = Pick<ActiveSettings, 'locale' | 'timeZone'>;

export const factsOfUser = (user: User) => ({
  id: user.id,
  name: user.username,
  displayName: user.displayName,
  mention: `<@${user.id}>`,
  avatarUrl: user.displayAvatarURL(),
  isBot: user.bot,
});

/** What templates may name of the place where something happens. */
export function factsOf(interaction: Interaction, manner: Manner): Readonly<Record<string, unknown>> {
  return {
    ...factsOfPlace(interaction, manner),
    command: interaction.isCommand() ? factsOfCommand(interaction) : null,
    ...(interaction.isChatInputCommand() && { options: optionsOf(interaction.options.data) }),
    ...(interaction.isUserContextMenuCommand() && { target: factsOfUser(interaction.targetUser) }),
    ...(interaction.isMessageContextMenuCommand() && {
      target: {
        id: interaction.targetMessage.id,
        content: interaction.targetMessage.content,
        author: factsOfUser(interaction.targetMessage.author),
        url: interaction.targetMessage.url,
      },
    }),
    ...(interaction.isAnySelectMenu() && { values: [...interaction.values] }),
    ...(interaction.isModalSubmit() && { fields: writtenOf(interaction) }),
  };
}

export const factsOfMember = (member: GuildMember) => ({
  nickname: member.nickname,
  joinedAt: member.joinedAt?.toISOString() ?? null,
  roles: [...member.roles.cache.keys()],
});

const factsOfCommand = ({ commandName, commandId }: CommandInteraction) => ({
  name: commandName,
  id: commandId,
  mention: `</${commandName}:${commandId}>`,
});

/** Options by their name; those of a sub-command stand among the others. */
function optionsOf(options: readonly CommandInteractionOption[]): Record<string, unknown> {
  return Object.fromEntries(
    options.flatMap((option) =>
      option.type === ApplicationCommandOptionType.Subcommand ||
      option.type === ApplicationCommandOptionType.SubcommandGroup
        ? Object.entries(optionsOf(option.options ?? []))
        : [[option.name, valueOf(option)]],
    ),
  );
}

function valueOf({ user, channel, role, attachment, value }: CommandInteractionOption): unknown {
  if (user) return factsOfUser(user);
  if (channel) return { id: channel.id, name: channel.name, mention: `<#${channel.id}>` };
  if (role) return { id: role.id, name: role.name, mention: `<@&${role.id}>` };
  if (attachment) {
    return {
      name: attachment.name,
      url: attachment.url,
      size: attachment.size,
      type: attachment.contentType,
    };
  }
  return value;
}

const writtenOf = ({ fields }: ModalSubmitInteraction): Record<string, string> =>
  Object.fromEntries(
    [...fields.fields.values()].flatMap((field) =>
      'value' in field ? [[field.customId, String(field.value)]] : [],
    ),
  );

/** The same of a message; what was written behind the command stands in `args`. */
export const factsOfMessage = (
  { author, member, guild, channel, client, content, id, url }: Message,
  manner: Manner,
) => ({
  ...factsOfPlace({ user: author, member, guild, channel, client }, manner),
  message: { id, content, url },
});

export const factsOfGuild = ({ id, name, memberCount }: Guild, { locale, timeZone }: Manner) => ({
  id,
  name,
  memberCount,
  locale,
  timeZone,
});

function factsOfPlace(
  {
    user,
    member,
    guild,
    channel,
    client,
  }: Pick<Interaction, 'user' | 'member' | 'guild' | 'channel' | 'client'>,
  manner: Manner,
) {
  return {
    user: factsOfUser(user),
    member: member instanceof GuildMember ? factsOfMember(member) : null,
    guild: guild && factsOfGuild(guild, manner),
    channel: channel && {
      id: channel.id,
      name: 'name' in channel ? channel.name : null,
      mention: `<#${channel.id}>`,
    },
    bot: factsOfUser(client.user),
  };
}
