import { DiscordApi } from '@cube/discord-api/discord-api';
import { Allow, AllowInPerson, CurrentViewer, Public, type RequestContext } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import { version } from '@cube/platform/version';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, Context, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { Installation } from './installation';
import { permissionsOf } from './roles';
import { Session, SessionConnection, SessionEvent } from './session.entity';
import { Sessions } from './sessions.service';
import { SignUpPolicy } from './settings/installation-settings.entity';
import { Settings } from './settings/installation-settings.service';
import { Uploads } from './uploads/uploads.service';

@Resolver(() => Account)
export class AccountsResolver {
  constructor(
    private readonly accounts: Accounts,
    private readonly discord: DiscordApi,
    private readonly config: Config,
    private readonly settings: Settings,
    private readonly uploads: Uploads,
  ) {}

  @Query(() => Installation)
  @Public()
  async installation(): Promise<Installation> {
    return {
      network: this.config.discord.network,
      simulatorUrl: this.config.simulatorUrl ?? null,
      version,
      signUpPolicy: await this.settings.signUpPolicy(),
      isOwned: await this.accounts.hasOwner(),
      hasMailbox: this.config.hasOpenMailbox,
      sendsMail: this.config.mail.smtpUrl !== undefined,
    };
  }

  @Mutation(() => Installation, { description: 'Says how strangers become accounts from now on.' })
  @Allow(Permission.MANAGE_INSTALLATION)
  async setSignUpPolicy(
    @Args('policy', { type: () => SignUpPolicy }) policy: SignUpPolicy,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Installation> {
    await this.settings.setSignUpPolicy(policy, viewer);
    return this.installation();
  }

  @Query(() => Account, { nullable: true, description: 'You; null for somebody who is not signed in.' })
  @Public()
  me(@Context() { viewer }: RequestContext): Promise<Account> | null {
    return viewer && this.accounts.get(viewer.accountId);
  }

  @ResolveField(() => String, { nullable: true })
  @Reads<Account>('discordId', 'avatar')
  @Loads('id', ({ uploads }: AccountsResolver) => uploads.addresses)
  avatarUrl(uploaded: string | null, { discordId, avatar }: Account): string | null {
    return uploaded ?? (discordId && this.discord.cdn.avatar(discordId, avatar));
  }

  @ResolveField(() => [Permission], { description: 'What their role allows.' })
  @Reads<Account>('role')
  permissions(account: Account): Permission[] {
    return [...permissionsOf[account.role]];
  }
}

@Resolver(() => Session)
export class SessionsResolver {
  constructor(private readonly sessions: Sessions) {}

  @Query(() => SessionConnection, { name: 'sessions', description: 'Where you are signed in, newest first.' })
  @AllowInPerson()
  list(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
  ): Promise<Connection<Session>> {
    return this.sessions.list(viewer, page, selection);
  }

  @Mutation(() => Boolean, { description: 'Ends the session of this browser.' })
  @AllowInPerson()
  async signOut(@CurrentViewer() viewer: Viewer): Promise<boolean> {
    await this.sessions.end(viewer.sessionId, viewer);
    return true;
  }

  @Mutation(() => Session, { description: 'Ends another of your sessions; its open pages notice at once.' })
  @AllowInPerson()
  revokeSession(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Session> {
    return this.sessions.end(id, viewer);
  }

  @Subscription(() => SessionEvent, { description: 'Your own sessions.' })
  @AllowInPerson()
  sessionChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    // `current` differs from browser to browser of one person.
    return follow(['session.changed'], viewer.accountId, ({ data }) => data, 'session');
  }

  @ResolveField(() => Boolean, { description: 'True for the session that asks.' })
  @Reads<Session>('id')
  current(session: Session, _: unknown, { viewer }: RequestContext): boolean {
    return session.id === viewer?.sessionId;
  }
}

@Resolver(() => SessionEvent)
export class SessionEventResolver {
  constructor(private readonly sessions: Sessions) {}

  @ResolveField(() => Session, { nullable: true })
  session(event: SessionEvent, _: unknown, { loaders }: RequestContext): Promise<Session | null> | null {
    return event.sessionId ? loaders.load(this.sessions.byId, event.sessionId) : null;
  }
}
