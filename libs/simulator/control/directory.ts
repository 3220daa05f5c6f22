import { Refusal } from '../errors';
import type { Application, Channel, Guild, User } from '../world/state';
import type { World } from '../world/world';

/** Finds people and places by the words that a test or a page uses for them: a name, `#channel`, or an id. */
export class Directory {
  constructor(private readonly world: World) {}

  user(nameOrId: string): User {
    const name = nameOrId.replace(/^@/, '').toLowerCase();
    const user =
      this.world.users.get(nameOrId) ??
      this.world.people().find(({ username, globalName }) => username === name || globalName === nameOrId) ??
      [...this.world.users.values()].find(({ username }) => username.toLowerCase() === name);
    return user ?? missing(`There is no user ${nameOrId}.`);
  }

  person(nameOrId: string): User {
    const user = this.user(nameOrId);
    if (user.bot)
      throw new Refusal(400, `${nameOrId} is a bot: only people run commands and write messages here.`);
    return user;
  }

  guild(nameOrId: string): Guild {
    const guild =
      this.world.guilds.get(nameOrId) ??
      [...this.world.guilds.values()].find(({ name }) => name === nameOrId);
    return guild ?? missing(`There is no guild ${nameOrId}.`);
  }

  /** A channel by id, or `#name` in the given guild; without a guild, in the first one that has it and the reader. */
  channel(nameOrId: string, { guild, readerId }: { guild?: string | undefined; readerId: string }): Channel {
    const byId = this.world.channels.get(nameOrId);
    if (byId) return byId;
    const name = nameOrId.replace(/^#/, '');
    const guilds = guild === undefined ? this.world.guildsOf(readerId) : [this.guild(guild)];
    const found = guilds
      .flatMap(({ id }) => this.world.channelsOf(id))
      .find((channel) => channel.name === name);
    return found ?? missing(`There is no channel #${name} that this member can see.`);
  }

  application(nameOrId: string): Application {
    const application =
      this.world.applications.get(nameOrId) ??
      [...this.world.applications.values()].find(({ name }) => name === nameOrId);
    return application ?? missing(`There is no application ${nameOrId}.`);
  }
}

function missing(sentence: string): never {
  throw new Refusal(404, sentence);
}
