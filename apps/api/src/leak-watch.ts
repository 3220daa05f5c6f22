import type { IncomingMessage } from 'node:http';

import { cleaned } from '@cube/platform/leaks';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Looks for API keys in the addresses of requests and in what they say about where they come from: both end up in the logs
 * of proxies and in the histories of browsers. Whoever revokes leaked keys hears of them.
 */
export function watchForLeaks(app: NestFastifyApplication): void {
  const look = ({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): void => {
    cleaned(url ?? '');
    cleaned(headers.referer ?? '');
  };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => look(request));
  app.getHttpServer().on('upgrade', look);
}
