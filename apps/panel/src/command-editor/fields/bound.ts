import { computed, effect, inject, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl } from '@angular/forms';
import type { ErrorStateMatcher } from '@angular/material/core';

import { Problems } from '../problems';

interface Binding<Value, Shown> {
  readonly value: Signal<Value>;
  readonly path: Signal<string>;
  readonly show: (value: Value) => Shown;
  readonly tell: (shown: Shown) => void;
}

/** A form control for one value of the draft: it shows the problem at its path, once somebody was there or wanted to save. */
export function bound<Value, Shown>({ value, path, show, tell }: Binding<Value, Shown>) {
  const problems = inject(Problems);
  const problem = computed(() => problems.at(path()));
  const control = new FormControl<Shown | null>(null);
  // Not while it is made: the inputs of a component are not there yet.
  control.setValidators(() => (problem() ? { problem: problem() } : null));
  effect(() => {
    const shown = show(value());
    if (control.value !== shown) control.setValue(shown, { emitEvent: false });
  });
  effect(() => {
    problem();
    control.updateValueAndValidity({ emitEvent: false });
  });
  control.valueChanges.pipe(takeUntilDestroyed()).subscribe((shown) => {
    if (shown === null) return;
    problems.forget(path());
    tell(shown);
  });
  /** Another matcher when it matters: a field of Material asks its matcher only when its own view is checked. */
  const matcher = computed((): ErrorStateMatcher => {
    const isTold = problems.asked() > 0 && problem() !== '';
    return { isErrorState: (shown) => isTold || (shown !== null && shown.invalid && shown.touched) };
  });
  registered(path, problems);
  return { control, problem, matcher };
}

/** Lets problems at a path be known to have a place on the page. */
export function registered(path: Signal<string>, problems: Problems): void {
  effect((onCleanup) => {
    const known = path();
    problems.register(known);
    onCleanup(() => problems.unregister(known));
  });
}
