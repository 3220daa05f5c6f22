import { Injectable } from '@nestjs/common';

import { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import { type Condition, count, type Finding, spell } from './condition';
import { EntriesInWindow } from './entries-in-window';
import { counting } from './shapes';

/** Errors come fast: those of a bot's commands, and those of the product itself. */
@Injectable()
export class ErrorRate implements Condition {
  readonly kind = AlertKind.ERROR_RATE;
  readonly parameters = counting;

  constructor(private readonly entries: EntriesInWindow) {}

  async find(rule: AlertRule): Promise<readonly Finding[]> {
    const time = spell(rule.windowSeconds ?? 0);
    const found = await this.entries.count('error.raised', null, rule);
    return found.map(({ subject, name, botId, entries, ids }) => ({
      subject,
      name,
      botId,
      what: `${name} had ${count(entries, 'error')} in ${time}.`,
      figures: { errors: entries, in: time },
      prove: async () => ids,
    }));
  }
}
