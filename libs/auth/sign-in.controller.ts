import { Public } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { Throttle } from '@cube/platform/limits';
import { Logger } from '@cube/platform/logger';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Accounts } from './accounts.service';
import { DiscordSignIn, journeyLasts, SignInFailed } from './discord-sign-in';
import { cookieName, cookieOptions } from './session-cookie';
import { sessionLasts, Sessions } from './sessions.service';

/** The two addresses of a browser's way to Discord and back. */
@Controller('auth/discord')
export class SignInController {
  constructor(
    private readonly discord: DiscordSignIn,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  @Get()
  @Public()
  @Throttle('sign-in')
  async leave(
    @Query('returnTo') returnTo: unknown,
    @Query('bootstrap') bootstrap: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { url, cookie } = await this.discord.begin(textOr(returnTo, '/'), textOr(bootstrap, null));
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

  private async arrive(
    request: FastifyRequest,
  ): Promise<{ readonly path: string; readonly session?: string }> {
    try {
      const [, query = ''] = request.url.split('?', 2);
      const { person, returnTo, bootstrap } = await this.discord.finish(query, request.headers);
      const entrance = await this.accounts.enter(person, bootstrap);
      if ('askOwner' in entrance) return { path: signInPage({ refused: entrance.askOwner }) };
      if ('needsBootstrap' in entrance) return { path: signInPage({ problem: 'bootstrap' }) };
      const session = await this.sessions.open(entrance.account, {
        address: request.ip,
        userAgent: request.headers['user-agent'] ?? '',
      });
      return { path: returnTo, session };
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      this.logger.warn(`A sign-in did not work: ${error.problem}`, 'SignIn');
      return { path: signInPage({ problem: error.problem }) };
    }
  }
}

const signInPage = (facts: Record<string, string>) => `/sign-in?${new URLSearchParams(facts).toString()}`;
const textOr = <Other>(value: unknown, other: Other): string | Other =>
  typeof value === 'string' && value !== '' && value.length <= 2000 ? value : other;
