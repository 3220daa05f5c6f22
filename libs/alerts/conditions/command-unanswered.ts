import { Injectable } from '@nestjs/common';

import { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import { type Condition, count, type Finding, spell } from './condition';
import { EntriesInWindow } from './entries-in-window';
import { counting } from './shapes';

/** Commands ended without an answer: people look at a bot that says nothing. */
@Injectable()
export class CommandUnanswered implements Condition {
  readonly kind = AlertKind.COMMAND_UNANSWERED;
  readonly parameters = counting;

  constructor(private readonly entries: EntriesInWindow) {}

  async find(rule: AlertRule): Promise<readonly Finding[]> {
    const time = spell(rule.windowSeconds ?? 0);
    const found = await this.entries.count('command.executed', "data->>'outcome' = 'UNANSWERED'", rule);
    return found.map(({ subject, name, botId, entries, ids, commands }) => ({
      subject,
      name,
      botId,
      what: `${name} left ${count(entries, 'command')} without an answer in ${time}: ${commands.join(', ')}.`,
      figures: { unanswered: entries, in: time, commands: commands.join(', ') },
      prove: async () => ids,
    }));
  }
}
