import { messageStepProblems } from '@cube/discord-rules/steps/message-steps';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { SafeHttp } from '../../http/safe-http';
import { message } from '../message-shapes';
import { permissionsToSay, stepsOf, write } from '../message-writer';
import { fixedId, idTemplate, type StepKind, type StepNeeds, type StepRun } from '../step-kind';

const shape = message.extend({ kind: z.literal('send'), channel: idTemplate });

@Injectable()
export class SendStep implements StepKind<typeof shape> {
  readonly kind = 'send';
  readonly description = 'Sends a message to a channel.';
  readonly shape = shape;
  readonly problems = messageStepProblems;
  readonly nested = stepsOf;

  needs(data: z.output<typeof shape>): StepNeeds {
    return { permissions: permissionsToSay(data), channelId: fixedId(data.channel) };
  }

  constructor(private readonly http: SafeHttp) {}

  async run({ channel, ...said }: z.output<typeof shape>, run: StepRun): Promise<void> {
    await run.stage.send(await run.render(channel), await write(said, false, run, this.http));
  }
}
