import { inject, Injectable } from '@angular/core';

import { LeaveGuildDocument } from '../bot-guilds/bot-guilds.generated';
import { Deeds } from '../live/deeds';
import { Confirm } from '../ui/confirm';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Makes a bot leave a server, once somebody has read what that means. */
@Injectable({ providedIn: 'root' })
export class LeaveGuild {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);

  /** True when it left. */
  async ask(bot: Named, guild: Named): Promise<boolean> {
    const agreed = await this.confirm.ask({
      title: `Leave ${guild.name}?`,
      consequences: [
        `${bot.name} leaves “${guild.name}”, and its commands disappear there.`,
        'To come back, somebody with the right to manage that server has to invite it again.',
      ],
      deed: `Leave ${guild.name}`,
    });
    if (!agreed) return false;
    const data = await this.deeds.runAndTell(
      LeaveGuildDocument,
      { botId: bot.id, guildId: guild.id },
      `${bot.name} leaves ${guild.name}.`,
    );
    return data !== undefined;
  }
}
