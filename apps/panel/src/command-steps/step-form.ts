import { Directive, input } from '@angular/core';
import type { StepName, StepOf } from '@cube/discord-rules/steps/step-shapes';

/** What the form of every kind of step is given. */
@Directive()
export abstract class StepForm<Name extends StepName> {
  readonly step = input.required<StepOf<Name>>();
  /** Where the step stands: `steps.0.then.2`. */
  readonly path = input.required<string>();
  readonly change = input.required<(step: StepOf<Name>) => void>();

  /** Changes some of its fields; one that becomes undefined is left out. */
  protected set(part: Partial<StepOf<Name>>): void {
    this.change()(without({ ...this.step(), ...part }));
  }
}

/** Without the fields that are undefined: a step says only what it means. */
export function without<Data extends object>(data: Data): Data {
  const kept = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Data;
}

/** A text that is left out when it is empty. */
export const orNone = (text: string): string | undefined => (text === '' ? undefined : text);
