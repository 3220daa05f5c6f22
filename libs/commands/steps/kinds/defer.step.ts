import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { StepKind, StepRun } from '../step-kind';

const shape = z.strictObject({
  kind: z.literal('defer'),
  private: z
    .boolean()
    .optional()
    .meta({ description: 'The answer will be seen by whoever ran the command only.' }),
});

@Injectable()
export class DeferStep implements StepKind<typeof shape> {
  readonly kind = 'defer';
  readonly description = 'Promises an answer: Discord shows that the bot is thinking.';
  readonly shape = shape;

  async run({ private: isPrivate }: z.output<typeof shape>, { stage }: StepRun): Promise<void> {
    if (!stage.hasAnswered) await stage.defer(isPrivate ?? false);
  }
}
