import { Public } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { Conflict } from '@cube/platform/errors';
import { Throttle } from '@cube/platform/limits';
import { Logger } from '@cube/platform/logger';
import type { Origin } from '@cube/platform/viewer';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { DiscordPeople, type DiscordPerson } from './discord-people.service';
import { DiscordSignIn, journeyLasts, SignInFailed } from './discord-sign-in';
import { refusedSignIn } from './refused-sign-in';
import { cookieName, cookieOptions } from './session-cookie';
import { sessionLasts, Sessions } from './sessions.service';

/** The two addresses of a browser's way to Discord and back. */
@Controller('auth/discord')
export class SignInController {
  constructor(
    private readonly discord: DiscordSignIn,
    private readonly people: DiscordPeople,
    private readonly sessions: Sessions,
    private readonly config: Config,
    private readonly log: EventLog,
    private readonly logger: Logger,
  ) {}

  @Get()
  @Public()
  @Throttle('sign-in')
  async leave(
    @Query('returnTo') returnTo: unknown,
    @Query('bootstrap') bootstrap: unknown,
    @Query('link') link: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const begun = await this.begin(textOr(returnTo, '/'), textOr(bootstrap, null), textOr(link, null));
    if (typeof begun === 'string') {
      await reply.redirect(begun, 302);
      return;
    }
    const { url, cookie } = begun;
    await reply
      .setCookie(cookieName(this.config, 'sign-in'), cookie, cookieOptions(this.config, journeyLasts))
      .header('cache-control', 'no-store')
      .redirect(url, 302);
  }

  @Get('callback')
  @Public()
  @Throttle('sign-in')
  async comeBack(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = await this.arrive(request);
    reply
      .clearCookie(cookieName(this.config, 'sign-in'), cookieOptions(this.config, 0))
      .header('cache-control', 'no-store');
    if (answer.session) {
      reply.setCookie(
        cookieName(this.config, 'session'),
        answer.session,
        cookieOptions(this.config, sessionLasts),
      );
    }
    await reply.redirect(answer.path, 302);
  }

  /** The page to send the browser to, or what the browser must bring back from there. */
  private async begin(
    returnTo: string,
    bootstrap: string | null,
    link: string | null,
  ): Promise<string | { readonly url: string; readonly cookie: string }> {
    try {
      return await this.discord.begin(returnTo, bootstrap, link);
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      return accountPage({ problem: error.problem });
    }
  }

  /** Adds the identity, if the browser that comes back is still signed in as the account that wanted it. */
  private async link(
    person: DiscordPerson,
    accountId: string,
    returnTo: string,
    request: FastifyRequest,
  ): Promise<string> {
    const viewer = await this.sessions.personOf(request.headers);
    if (viewer?.accountId !== accountId) throw new SignInFailed('state');
    try {
      await this.people.link(person, { ...viewer, origin: originOf(request) });
      return returnTo;
    } catch (error) {
      if (error instanceof Conflict) return accountPage({ problem: 'linked' });
      throw error;
    }
  }

  private async arrive(
    request: FastifyRequest,
  ): Promise<{ readonly path: string; readonly session?: string }> {
    try {
      const [, query = ''] = request.url.split('?', 2);
      const { person, returnTo, bootstrap, linkTo } = await this.discord.finish(query, request.headers);
      if (linkTo !== null) return { path: await this.link(person, linkTo, returnTo, request) };
      const origin = originOf(request);
      const entrance = await this.people.enter(person, bootstrap, origin);
      if ('refusal' in entrance) {
        const { refusal, owner } = entrance;
        this.log.record(refusedSignIn('discord', refusal, origin.address));
        return { path: signInPage({ problem: refusal, ...(owner !== null && { owner }) }) };
      }
      return { path: returnTo, session: await this.sessions.open(entrance.account, origin) };
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      this.logger.warn(`A sign-in did not work: ${error.problem}`, 'SignIn');
      this.log.record(refusedSignIn('discord', error.problem, request.ip));
      return { path: signInPage({ problem: error.problem }) };
    }
  }
}

const originOf = ({ ip, headers }: FastifyRequest): Origin => ({
  address: ip,
  userAgent: headers['user-agent'] ?? '',
});
const accountPage = (facts: Record<string, string>) => `/account?${new URLSearchParams(facts).toString()}`;
const signInPage = (facts: Record<string, string>) => `/sign-in?${new URLSearchParams(facts).toString()}`;
const textOr = <Other>(value: unknown, other: Other): string | Other =>
  typeof value === 'string' && value !== '' && value.length <= 2000 ? value : other;
