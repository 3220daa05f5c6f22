import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { type Heard, OnEvent } from './on-event';

/** Writes to the log of the process what clients say over their sockets, for whoever has set LOG_LEVEL to debug. */
@Injectable()
export class MessageLog {
  constructor(private readonly logger: Logger) {}

  @OnEvent('message.received')
  note({ data: { name, field, connectionId } }: Heard<'message.received'>): void {
    this.logger.debug(`${name} asked for ${field}.`, { connectionId });
  }
}
