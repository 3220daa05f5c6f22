import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type Preparation = (manager: EntityManager, botId: string) => Promise<void>;

/** Lets higher rooms (commands, guilds) lay down what a bot needs from its first moment, in the transaction that adds it. */
@Injectable()
export class NewBots {
  private readonly preparations: Preparation[] = [];

  on(preparation: Preparation): void {
    this.preparations.push(preparation);
  }

  async prepare(manager: EntityManager, botId: string): Promise<void> {
    for (const preparation of this.preparations) await preparation(manager, botId);
  }
}
