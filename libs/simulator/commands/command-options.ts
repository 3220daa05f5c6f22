import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
  ChannelType,
} from 'discord-api-types/v10';
import { ApplicationCommandOptionType } from 'discord-api-types/v10';

import type { Directory } from '../control/directory';
import { Refusal } from '../errors';
import { channelPayload } from '../world/channel-payload';
import type { Files } from '../world/files';
import { bareMember, rolePayload, userPayload } from '../world/payloads';
import type { Channel, Guild } from '../world/state';
import type { World } from '../world/world';

export type OptionValue = string | number | boolean;

export interface SentOption {
  name: string;
  type: number;
  value?: OptionValue;
  focused?: true;
  options?: SentOption[];
}

type Registry = Record<string, object>;

/** The objects behind the ids in a payload, as Discord sends them along under `resolved`. */
export class Resolved {
  private readonly guild: Guild | undefined;
  private readonly found: Record<
    'users' | 'members' | 'roles' | 'channels' | 'attachments' | 'messages',
    Registry
  > = {
    users: {},
    members: {},
    roles: {},
    channels: {},
    attachments: {},
    messages: {},
  };

  constructor(
    private readonly world: World,
    private readonly directory: Directory,
    private readonly files: Files,
    private readonly place: Channel,
    private readonly readerId: string,
  ) {
    this.guild = world.guildOf(place);
  }

  user(nameOrId: string): string {
    const user = this.directory.user(nameOrId);
    this.found.users[user.id] = userPayload(user);
    const member = this.guild && this.world.memberOf(this.guild, user.id);
    if (this.guild && member) {
      this.found.members[user.id] = {
        ...bareMember(member),
        permissions: String(this.world.permissionsIn(this.place, user.id)),
      };
    }
    return user.id;
  }

  role(nameOrId: string): string {
    const role = this.findRole(nameOrId);
    if (!role) throw new Refusal(404, `There is no role ${nameOrId}.`);
    this.found.roles[role.id] = rolePayload(role);
    return role.id;
  }

  /** With `types`, a channel of one of them only. */
  channel(nameOrId: string, types: readonly ChannelType[] = []): string {
    const channel = this.directory.channel(nameOrId, { guild: this.guild?.id, readerId: this.readerId });
    if (types.length > 0 && !types.includes(channel.type))
      throw new Refusal(400, `#${channel.name} is not of a type that can be chosen here.`);
    const { id, type, name } = channelPayload(this.world, channel);
    const permissions = String(this.world.permissionsIn(channel, this.readerId));
    this.found.channels[id] = { id, type, name, permissions, parent_id: channel.parentId };
    return id;
  }

  mentionable(nameOrId: string): string {
    return this.findRole(nameOrId) ? this.role(nameOrId) : this.user(nameOrId);
  }

  /** An uploaded file by its id; any other word is the name of a file of one byte. */
  attachment(idOrName: string): string {
    const uploaded = this.files.find(idOrName)?.attachment;
    const attachment =
      uploaded ??
      this.files.keep({ name: idOrName, type: 'application/octet-stream', bytes: Buffer.alloc(1) });
    this.found.attachments[attachment.id] = attachment;
    return attachment.id;
  }

  message(message: { id: string }): string {
    this.found.messages[message.id] = message;
    return message.id;
  }

  /** Only the kinds that were used; nothing at all when none was. */
  payload(): { resolved?: Record<string, Registry> } {
    const used = Object.entries(this.found).filter(([, registry]) => Object.keys(registry).length > 0);
    return used.length > 0 ? { resolved: Object.fromEntries(used) } : {};
  }

  private findRole(nameOrId: string) {
    const name = nameOrId.replace(/^@/, '');
    return this.guild?.roles.find(
      (role) => role.id === nameOrId || role.name === name || role.name === nameOrId,
    );
  }
}

const { Subcommand, SubcommandGroup, Boolean: Flag, Integer, Number: Decimal } = ApplicationCommandOptionType;

/**
 * What a client sends for a command: the path of sub-commands around the values of the leaf's options.
 * With `focused`, the option that is being typed: then nothing is required and its value goes as it stands.
 */
export function sentOptions(
  definitions: readonly APIApplicationCommandOption[],
  path: readonly string[],
  values: Readonly<Record<string, OptionValue>>,
  resolved: Resolved,
  focused?: string,
): SentOption[] {
  const nested = definitions.filter(
    (option) => option.type === Subcommand || option.type === SubcommandGroup,
  );
  if (nested.length > 0) {
    const [name = '', ...rest] = path;
    const chosen = nested.find((option) => option.name === name);
    if (!chosen)
      throw new Refusal(
        400,
        `Choose one of the sub-commands: ${nested.map((option) => option.name).join(', ')}.`,
      );
    return [
      {
        name,
        type: chosen.type,
        options: sentOptions(chosen.options ?? [], rest, values, resolved, focused),
      },
    ];
  }
  if (path.length > 0) throw new Refusal(400, `There is no sub-command ${path.join(' ')}.`);
  const unknown = Object.keys(values).find((name) => !definitions.some((option) => option.name === name));
  if (unknown !== undefined) throw new Refusal(400, `The command has no option ${unknown}.`);
  return definitions.flatMap((option): SentOption[] => {
    if (option.type === Subcommand || option.type === SubcommandGroup) return [];
    const value = values[option.name];
    const { name, type } = option;
    if (name === focused) return [{ name, type, value: String(value ?? ''), focused: true }];
    if (value === undefined) {
      if (option.required && focused === undefined) throw new Refusal(400, `The option ${name} is required.`);
      return [];
    }
    return [{ name, type, value: sentValue(option, value, resolved) }];
  });
}

function sentValue(
  option: APIApplicationCommandBasicOption,
  value: OptionValue,
  resolved: Resolved,
): OptionValue {
  const { User, Role, Channel, Mentionable, Attachment } = ApplicationCommandOptionType;
  switch (option.type) {
    case User:
      return resolved.user(String(value));
    case Role:
      return resolved.role(String(value));
    case Channel:
      return resolved.channel(String(value), option.channel_types);
    case Mentionable:
      return resolved.mentionable(String(value));
    case Attachment:
      return resolved.attachment(String(value));
    case Flag:
      return value === true || value === 'true';
    case Integer:
    case Decimal:
      return checkedNumber(option, value);
    default:
      return checkedText(option, String(value));
  }
}

interface NumberLimits {
  name: string;
  type: number;
  min_value?: number | undefined;
  max_value?: number | undefined;
  choices?: readonly { value: string | number }[] | undefined;
}

function checkedNumber(option: NumberLimits, value: OptionValue): number {
  const number = typeof value === 'number' ? value : Number(value === '' ? NaN : value);
  const isNumber = option.type === Integer ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (!isNumber) throw new Refusal(400, `The option ${option.name} needs a number.`);
  const { min_value: least = -Infinity, max_value: most = Infinity } = option;
  if (number < least || number > most)
    throw new Refusal(400, `The option ${option.name} must be from ${least} to ${most}.`);
  checkChoice(option, number);
  return number;
}

interface TextLimits {
  name: string;
  min_length?: number | undefined;
  max_length?: number | undefined;
  choices?: readonly { value: string | number }[] | undefined;
}

function checkedText(option: TextLimits, text: string): string {
  const { min_length: least = 0, max_length: most = 6_000 } = option;
  if (text.length < least || text.length > most) {
    throw new Refusal(400, `The option ${option.name} must have ${least} to ${most} characters.`);
  }
  checkChoice(option, text);
  return text;
}

function checkChoice(
  { name, choices = [] }: { name: string; choices?: readonly { value: string | number }[] | undefined },
  value: string | number,
): void {
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
    throw new Refusal(400, `${value} is not one of the choices of ${name}.`);
  }
}
