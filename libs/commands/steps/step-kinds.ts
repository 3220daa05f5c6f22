import { DeferStep } from './kinds/defer.step';
import { BranchStep, RunCommandStep, WaitStep } from './kinds/flow.steps';
import { HttpStep } from './kinds/http.step';
import { ModalStep } from './kinds/modal.step';
import { ReplyStep } from './kinds/reply.step';
import { GiveRoleStep, TakeRoleStep } from './kinds/roles.steps';
import { SendStep } from './kinds/send.step';
import { SetVariableStep } from './kinds/variable.step';

/** Every kind of step that there is. */
export const stepKinds = [
  ReplyStep,
  SendStep,
  DeferStep,
  ModalStep,
  GiveRoleStep,
  TakeRoleStep,
  SetVariableStep,
  HttpStep,
  BranchStep,
  RunCommandStep,
  WaitStep,
] as const;
