import type { Provider } from '@nestjs/common';

import { Throttles } from '../gates/throttles';
import { SafeHttp } from '../http/safe-http';
import { SecretStore } from '../secrets/secret-store';
import { Templates } from '../templates/templates';
import { Variables } from '../variables/variables.service';
import { STEP_KINDS, StepBook } from './step-book';
import type { StepKind } from './step-kind';
import { stepKinds } from './step-kinds';
import { StepRunner } from './step-runner';

/** All that it takes to run steps, beside the table of commands. */
export const stepProviders: readonly Provider[] = [
  Templates,
  Variables,
  SecretStore,
  { provide: SafeHttp, useFactory: () => new SafeHttp() },
  ...stepKinds,
  { provide: STEP_KINDS, useFactory: (...kinds: StepKind[]) => kinds, inject: [...stepKinds] },
  StepBook,
  StepRunner,
  Throttles,
];
