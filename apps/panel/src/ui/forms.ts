import type { AbstractControl, FormGroup, ValidatorFn } from '@angular/forms';

interface Problem {
  readonly field: string;
  readonly message: string;
}

/** Makes a validator of a rule that finds problems. */
export const follows =
  (rule: (value: string) => readonly Problem[]): ValidatorFn =>
  ({ value }) => {
    const [problem] = rule(typeof value === 'string' ? value : '');
    return problem ? { problem: problem.message } : null;
  };

export function problemOf(control: AbstractControl): string {
  const problem: unknown = control.errors?.['problem'];
  return typeof problem === 'string' ? problem : '';
}

/**
 * Puts the server's problems beside their fields and the focus on the first of them.
 * Returns those that belong to no field of the form.
 */
export function showProblems(
  form: FormGroup,
  problems: readonly Problem[],
  host: HTMLElement,
): readonly Problem[] {
  const placed = problems.filter(({ field }) => form.contains(nameOf(field)));
  for (const { field, message } of placed) {
    const control = form.get(nameOf(field));
    control?.markAsDirty();
    control?.setErrors({ problem: message });
  }
  if (placed[0]) focusOn(host, nameOf(placed[0].field));
  return problems.filter((problem) => !placed.includes(problem));
}

/** Shows what is still wrong with a form that somebody wanted to send; true when there is nothing. */
export function isReady(form: FormGroup, host: HTMLElement): boolean {
  for (const control of Object.values(form.controls)) control.markAsDirty();
  const wrong = Object.entries(form.controls).find(([, control]) => control.invalid);
  if (!wrong) return true;
  focusOn(host, wrong[0]);
  return false;
}

/** The form's name of a field: a server may say `input.addresses.0`. */
const nameOf = (field: string): string => field.replace(/^input\./, '').split('.', 1)[0] ?? field;

function focusOn(host: HTMLElement, field: string): void {
  host.querySelector<HTMLElement>(`[formControlName="${field}"]`)?.focus();
}
