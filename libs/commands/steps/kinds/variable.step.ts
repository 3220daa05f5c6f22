import { setStepProblems, variableName, whyNoVariableName } from '@cube/discord-rules/steps/action-steps';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Variables } from '../../variables/variables.service';
import { type StepKind, type StepRun, template } from '../step-kind';

const shape = z.strictObject({
  kind: z.literal('set'),
  variable: z.string().regex(variableName, whyNoVariableName),
  of: z.enum(['bot', 'guild']).optional().meta({ description: 'Whose it is; the guild’s, if left out.' }),
  value: template.optional().meta({ description: 'Its new value; without one it is forgotten.' }),
  add: template.optional().meta({ description: 'A number that is added to it, at once for everybody.' }),
});

@Injectable()
export class SetVariableStep implements StepKind<typeof shape> {
  readonly kind = 'set';
  readonly description = 'Remembers something: `vars.guild.<name>` or `vars.bot.<name>` reads it.';
  readonly shape = shape;
  readonly problems = setStepProblems;

  constructor(private readonly variables: Variables) {}

  async run({ variable, of, value, add }: z.output<typeof shape>, run: StepRun): Promise<void> {
    const { botId, guildId } = run.stage;
    const owner = { botId, guildId: of === 'bot' ? null : guildId };
    const now =
      add === undefined
        ? await this.variables.set(owner, variable, value === undefined ? null : await run.render(value))
        : await this.variables.add(owner, variable, Number(await run.render(add)));
    const tree = Object(run.variables['vars']);
    Object(tree[of ?? 'guild'])[variable] = now;
  }
}
