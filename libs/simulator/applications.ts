import type { Guilds } from './guilds/guilds';
import type { Application, PrivilegedIntents } from './world/state';
import { botToken, secret } from './world/tokens';
import type { World } from './world/world';

export interface ApplicationChange {
  redirectUris?: string[] | undefined;
  privilegedIntents?: Partial<PrivilegedIntents> | undefined;
}

/** What Discord's developer portal does: it makes applications, each with its bot, changes and deletes them. */
export class Applications {
  constructor(
    private readonly world: World,
    private readonly guilds: Guilds,
  ) {}

  create(wish: Pick<Application, 'name' | 'redirectUris' | 'privilegedIntents'>): Application {
    const id = this.world.newId();
    const application: Application = {
      ...wish,
      id,
      description: '',
      token: botToken(id),
      clientSecret: secret(),
      publicKey: Buffer.from(secret(32), 'base64url').toString('hex'),
    };
    this.world.applications.set(id, application);
    this.world.addUser({ id, username: wish.name, globalName: null, bot: true });
    return application;
  }

  change(application: Application, { redirectUris, privilegedIntents }: ApplicationChange): void {
    if (redirectUris) application.redirectUris = redirectUris;
    application.privilegedIntents = { ...application.privilegedIntents, ...privilegedIntents };
    this.world.touch();
    this.world.emit('switched', application);
  }

  /** It leaves every guild, its sessions end, and nobody is signed in with it any more. What it wrote in guilds stays. */
  delete(application: Application): void {
    const { world } = this;
    const { id } = application;
    for (const guild of world.guildsOf(id)) this.guilds.uninstall(application, guild);
    // Its token is no longer good: the gateway ends what lives by it.
    world.resetToken(application);
    for (const command of world.commandsOf(id, null)) world.commands.delete(command.id);
    for (const grant of world.grants.values())
      if (grant.applicationId === id) world.grants.delete(grant.accessToken);
    for (const webhook of world.webhooks.values())
      if (webhook.applicationId === id) world.webhooks.delete(webhook.id);
    for (const channel of world.channels.values())
      if (channel.recipientIds.includes(id)) world.forgetChannel(channel);
    world.applications.delete(id);
    world.users.delete(id);
    world.touch();
  }
}
