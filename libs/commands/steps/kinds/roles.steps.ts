import { roleStepProblems } from '@cube/discord-rules/steps/action-steps';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { fixedId, idTemplate, type StepKind, type StepNeeds, type StepRun } from '../step-kind';

const parts = {
  role: idTemplate,
  user: idTemplate.optional().meta({ description: 'Whoever ran the command, if left out.' }),
};
const give = z.strictObject({ kind: z.literal('giveRole'), ...parts });
const take = z.strictObject({ kind: z.literal('takeRole'), ...parts });
const rightOver = ({ role }: { readonly role: string }): StepNeeds => {
  const roleId = fixedId(role);
  return { permissions: ['ManageRoles'], roleIds: roleId === null ? [] : [roleId] };
};
const runner = '{{ user.id }}';

@Injectable()
export class GiveRoleStep implements StepKind<typeof give> {
  readonly kind = 'giveRole';
  readonly description = 'Gives a member a role.';
  readonly shape = give;
  readonly problems = roleStepProblems;
  readonly needs = rightOver;

  async run({ role, user }: z.output<typeof give>, run: StepRun): Promise<void> {
    await run.stage.giveRole(await run.render(user ?? runner), await run.render(role));
  }
}

@Injectable()
export class TakeRoleStep implements StepKind<typeof take> {
  readonly kind = 'takeRole';
  readonly description = 'Takes a role from a member.';
  readonly shape = take;
  readonly problems = roleStepProblems;
  readonly needs = rightOver;

  async run({ role, user }: z.output<typeof take>, run: StepRun): Promise<void> {
    await run.stage.takeRole(await run.render(user ?? runner), await run.render(role));
  }
}
