import { modalStepProblems } from '@cube/discord-rules/steps/message-steps';
import { Conflict } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { modalField } from '../message-shapes';
import { type NestedSteps, nestedSteps, type StepKind, type StepRun, template } from '../step-kind';

const shape = z.strictObject({
  kind: z.literal('modal'),
  title: template,
  fields: z.array(modalField).min(1).max(5),
  steps: nestedSteps.meta({
    description: 'What happens when it was filled in; `fields.<id>` is what they wrote.',
  }),
});
type Data = z.output<typeof shape>;

@Injectable()
export class ModalStep implements StepKind<typeof shape> {
  readonly kind = 'modal';
  readonly description = 'Asks whoever ran the command to fill in a form.';
  readonly shape = shape;
  readonly problems = modalStepProblems;

  nested({ steps }: Data): readonly NestedSteps[] {
    return [{ path: 'steps', steps }];
  }

  async run({ title, fields }: Data, run: StepRun): Promise<void> {
    if (run.stage.hasAnswered) {
      throw new Conflict('A form can only be the first answer: put it before replies and long steps.');
    }
    await run.stage.ask({
      customId: run.idOf('steps'),
      title: await run.render(title),
      fields: await Promise.all(
        fields.map(async ({ label, placeholder, value, ...field }) => ({
          ...field,
          label: await run.render(label),
          ...(placeholder !== undefined && { placeholder: await run.render(placeholder) }),
          ...(value !== undefined && { value: await run.render(value) }),
        })),
      ),
    });
  }
}
