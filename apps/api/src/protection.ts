import type { Config } from '@cube/platform/config';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { asksHealth } from './health.controller';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Cookies, security headers, and the refusal of hosts that are not ours (DNS rebinding, poisoned links). */
export async function protect(app: NestFastifyApplication, config: Config): Promise<void> {
  const address = new URL(config.publicUrl);
  const { cdn } = config.discord;
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // No script can turn a text into code or markup but by Angular's own sanitiser.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['angular', 'angular#bundler', 'angular#components'],
        // Angular Material writes style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', new URL(cdn).origin],
        connectSrc: ["'self'", `${config.isSecure ? 'wss' : 'ws'}://${address.host}`],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        workerSrc: ["'none'"],
        ...(config.isSecure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: config.isSecure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });

  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      // Orchestrators ask by whatever address they know.
      if (asksHealth(request.url)) return;
      const host = request.headers.host ?? '';
      if (host === address.host) return;
      if (!isAlias(host, config)) {
        await reply.code(400).send({
          code: 'INVALID',
          message: `This is served at ${config.publicUrl}; set PUBLIC_URL to serve it elsewhere.`,
        });
        return;
      }
      // Cookies and sign-in hold for one host: bring a person there, and let programs be.
      const isPerson = request.method === 'GET' && request.headers.accept?.includes('text/html');
      if (isPerson) await reply.redirect(`${config.publicUrl}${request.url}`, 302);
    });
}

/** Another name for this machine, on our own port. */
function isAlias(host: string, config: Config): boolean {
  const at = `http://${host}`;
  if (!URL.canParse(at)) return false;
  const { hostname, port, host: whole } = new URL(at);
  return whole === host && loopback.has(hostname) && Number(port || 80) === config.port;
}
