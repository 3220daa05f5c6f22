import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import type { KnownCommand } from '../command-table';
import { type Asker, Gate, type Refusal, type Throttle } from './gate';

/**
 * How often commands were used of late, in the memory of the worker that holds the bot: each bot has one connection, so
 * nobody else counts its uses.
 */
@Injectable()
export class Throttles {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  /** Counts a use; tells which throttle refuses it. A use that one of them refuses is not counted by those behind it. */
  async take(botId: string, command: KnownCommand, asker: Asker): Promise<Refusal | null> {
    for (const throttle of command.throttles) {
      const taken = await this.limiterOf(throttle)
        .consume(`${botId} ${command.id} ${subjectOf(throttle, asker)}`)
        .catch((refused: unknown) => refused);
      if (taken instanceof Error) throw taken;
      if (taken instanceof RateLimiterRes && taken.consumedPoints > throttle.uses) {
        return refusal(throttle, command.name, taken.msBeforeNext);
      }
    }
    return null;
  }

  private limiterOf({ per, uses, seconds }: Throttle): RateLimiterMemory {
    const name = `${per} ${uses} ${seconds}`;
    const known = this.limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterMemory({ keyPrefix: name, points: uses, duration: seconds });
    this.limiters.set(name, limiter);
    return limiter;
  }
}

function subjectOf({ per }: Throttle, { userId, guildId, channelId }: Asker): string {
  switch (per) {
    case 'user':
      return userId;
    case 'guild':
      return guildId ?? userId;
    case 'channel':
      return channelId ?? userId;
    case 'command':
      return '';
  }
}

const whose = { user: 'you', guild: 'this server', channel: 'this channel', command: 'everybody' } as const;

/** Discord shows `<t:…:R>` as a countdown in the reader’s own language. */
function refusal({ per, uses, seconds }: Throttle, name: string, wait: number): Refusal {
  const again = Math.ceil((Date.now() + wait) / 1000);
  return {
    gate: Gate.THROTTLED,
    sentence: `This command was used too often by ${whose[per]}: try again <t:${again}:R>.`,
    remedy: `Wait ${Math.ceil(wait / 1000)} s, or allow more than ${uses} uses of /${name} in ${seconds} s per ${per}.`,
  };
}
