import { Public } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { Throttle } from '@cube/platform/limits';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { cookieName, cookieOptions } from '../session-cookie';
import { sessionLasts } from '../sessions.service';
import { PasswordSignIn } from './password-sign-in';

class SignInBody {
  @IsString({ message: 'Give the e-mail.' })
  @MaxLength(254, { message: 'This is too long for an e-mail address.' })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim().toLowerCase() : value))
  email: string;

  @IsString({ message: 'Give the password.' })
  @MaxLength(200, { message: 'At most 200 characters.' })
  password: string;

  @IsOptional()
  @IsString()
  @MaxLength(100, { message: 'This is too long for a code.' })
  code?: string;
}

/**
 * `POST /auth/sign-in` with `{ "email", "password", "code"? }`. It is no GraphQL because it sets the session's cookie, as
 * the way back from Discord does: cookies are set below /auth and nowhere else.
 */
@Controller('auth/sign-in')
export class PasswordSignInController {
  constructor(
    private readonly signIns: PasswordSignIn,
    private readonly config: Config,
  ) {}

  /** `SIGNED_IN` with the cookie, or `CODE_NEEDED`: send the same again with a one-time code or a recovery code. */
  @Post()
  @Public()
  @Throttle('sign-in')
  @HttpCode(200)
  async signIn(
    @Body() { email, password, code }: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly outcome: 'SIGNED_IN' | 'CODE_NEEDED' }> {
    const { session } = await this.signIns.signIn(
      { email, password, code },
      { address: request.ip, userAgent: request.headers['user-agent'] ?? '' },
    );
    void reply.header('cache-control', 'no-store');
    if (session === null) return { outcome: 'CODE_NEEDED' };
    void reply.setCookie(
      cookieName(this.config, 'session'),
      session,
      cookieOptions(this.config, sessionLasts),
    );
    return { outcome: 'SIGNED_IN' };
  }
}
