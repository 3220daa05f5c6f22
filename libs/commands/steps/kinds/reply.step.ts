import { messageStepProblems } from '@cube/discord-rules/steps/message-steps';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { SafeHttp } from '../../http/safe-http';
import { message } from '../message-shapes';
import { permissionsToSay, stepsOf, write } from '../message-writer';
import type { HowRun, StepKind, StepNeeds, StepRun } from '../step-kind';

const shape = message.extend({
  kind: z.literal('reply'),
  private: z.boolean().optional().meta({ description: 'Only whoever ran the command sees it.' }),
});

@Injectable()
export class ReplyStep implements StepKind<typeof shape> {
  readonly kind = 'reply';
  readonly description = 'Answers whoever ran the command.';
  readonly shape = shape;
  readonly problems = messageStepProblems;
  readonly nested = stepsOf;

  needs(data: z.output<typeof shape>, { isMessage }: HowRun): StepNeeds {
    return { permissions: isMessage ? permissionsToSay(data) : [] };
  }

  constructor(private readonly http: SafeHttp) {}

  async run(said: z.output<typeof shape>, run: StepRun): Promise<void> {
    await run.stage.reply(await write(said, said.private ?? false, run, this.http));
  }
}
