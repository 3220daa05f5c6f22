import type { Asker } from '@cube/commands/gates/gate';
import type { Interaction, Message } from 'discord.js';

/** Who wants something, as the gates see them. discord.js puts somebody's roles together anew for whoever asks, and few commands ask. */
class Person implements Asker {
  private gathered: readonly string[] | undefined;

  constructor(
    readonly userId: string,
    private readonly place: Pick<Interaction, 'member' | 'guildId' | 'channelId'>,
  ) {}

  get guildId(): string | null {
    return this.place.guildId;
  }

  get channelId(): string | null {
    return this.place.channelId;
  }

  get roleIds(): readonly string[] {
    // Of a guild that the bot does not keep in memory Discord sends the bare ids.
    const roles = this.place.member?.roles;
    return (this.gathered ??= Array.isArray(roles) ? roles : [...(roles?.cache.keys() ?? [])]);
  }
}

export const askerOf = (interaction: Interaction): Asker => new Person(interaction.user.id, interaction);

export const askerOfMessage = (message: Message): Asker => new Person(message.author.id, message);
