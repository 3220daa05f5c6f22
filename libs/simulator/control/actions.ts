import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import { ApplicationCommandType, ComponentType, InteractionType } from 'discord-api-types/v10';
import type { z } from 'zod';

import { whyNot } from '../commands/command-access';
import type { OptionValue } from '../commands/command-options';
import { Resolved, sentOptions } from '../commands/command-options';
import type { CommandRegistry } from '../commands/command-registry';
import type {
  commandRun,
  componentUse,
  menuRun,
  modalSubmission,
  Outcome,
  saying,
  suggestionWish,
} from '../control-shapes';
import { Refusal } from '../errors';
import type { Choices, Interactions } from '../interactions/interactions';
import { filledIn } from '../interactions/modal';
import type { Messages } from '../messages/messages';
import type { Files } from '../world/files';
import { allows } from '../world/permissions';
import type { Channel, StoredMessage, User } from '../world/state';
import { isRecord } from '../world/state';
import type { World } from '../world/world';
import type { Directory } from './directory';

interface Place {
  user: User;
  channel: Channel;
}

/** What people do in the simulated Discord: run commands, press buttons, fill in forms, write messages. */
export class Actions {
  constructor(
    private readonly world: World,
    private readonly directory: Directory,
    private readonly commands: CommandRegistry,
    private readonly interactions: Interactions,
    private readonly messages: Messages,
    private readonly files: Files,
  ) {}

  run(wish: z.infer<typeof commandRun>): Promise<Outcome> {
    const { place, command, typed, data } = this.chatInput(wish, wish.options ?? {});
    const { user, channel } = place;
    return this.interactions.begin(
      {
        type: InteractionType.ApplicationCommand,
        applicationId: command.application_id,
        userId: user.id,
        channelId: channel.id,
        command: typed,
        data,
      },
      wish.waitForEdit,
    );
  }

  async autocomplete(wish: z.infer<typeof suggestionWish>): Promise<Choices> {
    const { place, command, data } = this.chatInput(wish, wish.options ?? {}, wish.focused);
    const { choices } = await this.interactions.begin({
      type: InteractionType.ApplicationCommandAutocomplete,
      applicationId: command.application_id,
      userId: place.user.id,
      channelId: place.channel.id,
      data,
    });
    return choices;
  }

  contextMenu(wish: z.infer<typeof menuRun>): Promise<Outcome> {
    const place = this.place(wish);
    const isOnUser = 'user' in wish.target;
    const type = isOnUser ? ApplicationCommandType.User : ApplicationCommandType.Message;
    const command = this.findCommand(place, wish.command.replace(/^\//, ''), type, wish.application);
    const resolved = this.resolved(place);
    const targetId =
      'user' in wish.target
        ? resolved.user(wish.target.user)
        : resolved.message(this.visible(wish.target.message, place.user).message);
    return this.interactions.begin(
      {
        type: InteractionType.ApplicationCommand,
        applicationId: command.application_id,
        userId: place.user.id,
        channelId: place.channel.id,
        command: { name: command.name, type },
        data: {
          id: command.id,
          name: command.name,
          type,
          target_id: targetId,
          ...scopeOf(command),
          ...resolved.payload(),
        },
      },
      wish.waitForEdit,
    );
  }

  /** Presses a button, or chooses `values` in a select menu. */
  use(wish: z.infer<typeof componentUse>): Promise<Outcome> {
    const user = this.directory.person(wish.as);
    const source = this.visible(wish.message, user);
    const { message } = source;
    const component = findComponent(message.components ?? [], wish.customId);
    if (!component) throw new Refusal(404, `The message has no component ${wish.customId}.`);
    if (component['disabled'] === true) throw new Refusal(409, `The component ${wish.customId} is disabled.`);
    const channel = this.messages.channel(message.channel_id);
    const resolved = this.resolved({ user, channel });
    const values =
      component['type'] === ComponentType.Button ? undefined : chosen(component, wish.values ?? [], resolved);
    return this.interactions.begin(
      {
        type: InteractionType.MessageComponent,
        applicationId: message.application_id ?? message.author.id,
        userId: user.id,
        channelId: channel.id,
        source,
        data: {
          custom_id: wish.customId,
          component_type: component['type'],
          id: component['id'] ?? 0,
          ...(values ? { values, ...resolved.payload() } : {}),
        },
      },
      wish.waitForEdit,
    );
  }

  submitModal(wish: z.infer<typeof modalSubmission>): Promise<Outcome> {
    const user = this.directory.person(wish.as);
    const opener = this.interactions.find(wish.interaction);
    if (!opener?.modal || opener.userId !== user.id)
      throw new Refusal(404, 'There is no such form open for this person.');
    if (wish.customId !== undefined && wish.customId !== opener.modal.custom_id)
      throw new Refusal(404, 'Another form is open for this person.');
    const components = filledIn(opener.modal, wish.values);
    return this.interactions.begin(
      {
        type: InteractionType.ModalSubmit,
        applicationId: opener.applicationId,
        userId: user.id,
        channelId: opener.channelId,
        source: opener.source,
        data: { custom_id: opener.modal.custom_id, components },
      },
      wish.waitForEdit,
    );
  }

  say(wish: z.infer<typeof saying>): APIMessage {
    const { user, channel } = this.place(wish);
    const permissions = this.world.permissionsIn(channel, user.id);
    if (!allows(permissions, channel.thread ? 'SendMessagesInThreads' : 'SendMessages'))
      throw new Refusal(403, `${user.username} cannot write here.`);
    const mayPingEveryone = allows(permissions, 'MentionEveryone');
    const body = { content: wish.text };
    return this.messages.write({ channelId: channel.id, authorId: user.id, body, mayPingEveryone }).message;
  }

  /** What a person is offered in a channel: the picker and the menus show these and no others. */
  offered(channelId: string, as: string): APIApplicationCommand[] {
    const place = this.place({ as, in: channelId });
    return this.installed(place.channel).filter((command) => this.whyNot(command, place) === null);
  }

  private chatInput(
    wish: {
      command: string;
      as: string;
      in: string;
      guild?: string | undefined;
      application?: string | undefined;
    },
    values: Record<string, OptionValue>,
    focused?: string,
  ) {
    const place = this.place(wish);
    const [name = '', ...path] = wish.command.replace(/^\//, '').trim().split(/\s+/);
    const command = this.findCommand(place, name, ApplicationCommandType.ChatInput, wish.application);
    const resolved = this.resolved(place);
    const options = sentOptions(command.options ?? [], path, values, resolved, focused);
    const typed = { name: [name, ...path].join(' '), type: command.type };
    const { id, type } = command;
    const data = {
      id,
      name,
      type,
      ...(options.length > 0 ? { options } : {}),
      ...scopeOf(command),
      ...resolved.payload(),
    };
    return { place, command, typed, data };
  }

  private place(wish: { as: string; in: string; guild?: string | undefined }): Place {
    const user = this.directory.person(wish.as);
    const channel = this.directory.channel(wish.in, { guild: wish.guild, readerId: user.id });
    const isThere = this.world.mayRead(channel, user.id);
    if (!isThere) throw new Refusal(403, `${user.username} cannot see this channel.`);
    return { user, channel };
  }

  private resolved({ user, channel }: Place): Resolved {
    return new Resolved(this.world, this.directory, this.files, channel, user.id);
  }

  private findCommand(
    place: Place,
    name: string,
    type: ApplicationCommandType,
    owner?: string,
  ): APIApplicationCommand {
    const wanted = owner === undefined ? undefined : this.directory.application(owner).id;
    const found = this.installed(place.channel)
      .filter(({ application_id: id }) => wanted === undefined || id === wanted)
      .find((command) => command.name === name && command.type === type);
    if (!found) throw new Refusal(404, `No bot here has the command ${name}.`);
    const problem = this.whyNot(found, place);
    if (problem !== null) throw new Refusal(403, problem);
    return found;
  }

  /** The commands of all bots that are there, whoever may run them. */
  private installed({ guildId, recipientIds }: Channel): APIApplicationCommand[] {
    const bots = guildId === null ? recipientIds : (this.world.guilds.get(guildId)?.applicationIds ?? []);
    return bots
      .flatMap((id) => this.world.applications.get(id) ?? [])
      .flatMap((application) => this.commands.runnable(application, guildId));
  }

  private whyNot(command: APIApplicationCommand, { user, channel }: Place): string | null {
    const permissions = this.world.permissionsIn(channel, user.id);
    return whyNot(command, { channel, isAgeRestricted: this.world.isAgeRestricted(channel), permissions });
  }

  private visible(messageId: string, reader: User): StoredMessage {
    const stored = this.world.findMessage(messageId);
    if (!stored || (stored.readerId !== null && stored.readerId !== reader.id)) {
      throw new Refusal(404, 'There is no such message for this person.');
    }
    return stored;
  }
}

const scopeOf = ({ guild_id: guildId }: APIApplicationCommand) =>
  guildId === undefined ? {} : { guild_id: guildId };

function findComponent(
  components: readonly unknown[],
  customId: string,
): Record<string, unknown> | undefined {
  for (const component of components) {
    if (!isRecord(component)) continue;
    if (component['custom_id'] === customId) return component;
    const children = Array.isArray(component['components']) ? component['components'] : [];
    const nested = findComponent([...children, component['accessory']], customId);
    if (nested) return nested;
  }
  return undefined;
}

function chosen(component: Record<string, unknown>, values: readonly string[], resolved: Resolved): string[] {
  const { min_values: least = 1, max_values: most = 1, options, type } = component;
  if (values.length < Number(least) || values.length > Number(most)) {
    throw new Refusal(400, `Choose ${least} to ${most} values.`);
  }
  if (type === ComponentType.UserSelect) return values.map((value) => resolved.user(value));
  if (type === ComponentType.RoleSelect) return values.map((value) => resolved.role(value));
  if (type === ComponentType.ChannelSelect) {
    const types = component['channel_types'];
    return values.map((value) => resolved.channel(value, Array.isArray(types) ? types : []));
  }
  if (type === ComponentType.MentionableSelect) return values.map((value) => resolved.mentionable(value));
  const known = (Array.isArray(options) ? options : []).filter(isRecord).map((option) => option['value']);
  const stranger = values.find((value) => !known.includes(value));
  if (stranger !== undefined) throw new Refusal(400, `${stranger} is not one of the menu's values.`);
  return [...values];
}
