import { Public } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ClientCredentials, OAuthError } from './client-credentials';

/** Access tokens for machine clients: RFC 6749 section 4.4, and its metadata, RFC 8414. */
@Controller()
export class OAuthController {
  constructor(
    private readonly credentials: ClientCredentials,
    private readonly config: Config,
  ) {}

  @Post('oauth/token')
  @Public()
  @Throttle('stranger')
  async token(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { headers, ip, body } = request;
    void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    try {
      if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
        throw new OAuthError('invalid_request', 'Send a form: application/x-www-form-urlencoded.');
      }
      await reply.status(200).send(await this.credentials.grant(Object(body), headers.authorization, ip));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="oauth", charset="UTF-8"');
      await reply.status(error.status).send({ error: error.code, error_description: error.message });
    }
  }

  @Get('.well-known/oauth-authorization-server')
  @Public()
  metadata() {
    const { publicUrl } = this.config;
    return {
      issuer: publicUrl,
      token_endpoint: `${publicUrl}/oauth/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: Object.values(Permission),
    };
  }
}
