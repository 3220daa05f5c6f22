import { inject, Injectable } from '@angular/core';

import type { BotRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { RestartBotDocument, StartBotDocument, StopBotDocument } from './bots.generated';

type Named = Pick<BotRowFragment, 'id' | 'name'>;

/** Start, stop and restart, from wherever a bot is shown. */
@Injectable({ providedIn: 'root' })
export class BotDeeds {
  private readonly deeds = inject(Deeds);

  async start({ id, name }: Named): Promise<void> {
    await this.deeds.runAndTell(StartBotDocument, { id }, `${name} is asked to come online.`);
  }

  async stop({ id, name }: Named): Promise<void> {
    await this.deeds.runAndTell(StopBotDocument, { id }, `${name} is asked to go offline.`);
  }

  async restart({ id, name }: Named): Promise<void> {
    await this.deeds.runAndTell(RestartBotDocument, { id }, `${name} is asked to restart.`);
  }
}
