import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { SafeHttp } from '../../http/safe-http';
import { message } from '../message-shapes';
import { stepsOf, write } from '../message-writer';
import { idTemplate, type StepKind, type StepRun } from '../step-kind';

const shape = message.extend({ kind: z.literal('send'), channel: idTemplate });

@Injectable()
export class SendStep implements StepKind<typeof shape> {
  readonly kind = 'send';
  readonly description = 'Sends a message to a channel.';
  readonly shape = shape;
  readonly nested = stepsOf;

  constructor(private readonly http: SafeHttp) {}

  async run({ channel, ...said }: z.output<typeof shape>, run: StepRun): Promise<void> {
    await run.stage.send(await run.render(channel), await write(said, false, run, this.http));
  }
}
