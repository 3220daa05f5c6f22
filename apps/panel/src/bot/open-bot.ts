import { Injectable, signal } from '@angular/core';

import type { BotPageFragment } from '../graphql.generated';

/** The bot whose page is open, for its tabs. Provided by the page itself. */
@Injectable()
export class OpenBot {
  readonly bot = signal<BotPageFragment | undefined>(undefined);
}
