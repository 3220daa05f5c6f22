import { messageOf } from '@cube/platform/errors';
import { onLeak } from '@cube/platform/leaks';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { ApiKeys } from './api-keys.service';
import { hashOfKey } from './key-ring';

/** Keys that are dealt with at the same moment, and those of which it is remembered that they were. */
const mostAtOnce = 20;
const mostRemembered = 1000;

/** Revokes API keys that stand in a log line, an event, an error or the address of a request. */
@Injectable()
export class LeakedKeys implements OnModuleInit, OnApplicationShutdown {
  private stopListening: () => void = () => undefined;
  private readonly seen = new Set<string>();
  private readonly work = new Set<Promise<void>>();

  constructor(
    private readonly keys: ApiKeys,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.stopListening = onLeak((secret) => this.found(secret));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopListening();
    await Promise.all(this.work);
  }

  private found(secret: string): void {
    const hash = hashOfKey(secret);
    // A made-up key costs one look, however often it is repeated; made-up keys by the thousand wait for nobody.
    if (this.seen.has(hash) || this.work.size >= mostAtOnce) return;
    if (this.seen.size >= mostRemembered) this.seen.clear();
    this.seen.add(hash);
    const job = this.revoke(secret, hash).finally(() => this.work.delete(job));
    this.work.add(job);
  }

  private async revoke(secret: string, hash: string): Promise<void> {
    try {
      if (await this.keys.revokeLeaked(secret)) {
        this.logger.warn('An API key that stood in a text was revoked; the audit names it.', 'LeakedKeys');
      }
    } catch (error) {
      this.seen.delete(hash);
      this.logger.error(`A leaked API key could not be revoked: ${messageOf(error)}`, 'LeakedKeys');
    }
  }
}
