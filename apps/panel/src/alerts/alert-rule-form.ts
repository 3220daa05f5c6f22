import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';

import type { AlertKind, AlertRuleInput, AlertRuleRowFragment, AlertSeverity } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Failed } from '../ui/failed';
import { FormFailure } from '../ui/form-failure';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Needs } from '../viewer/needs';
import { kinds, kindWords, parameters, targetWords } from './alert-words';
import {
  AlertFormDocument,
  CreateAlertRuleDocument,
  DeleteAlertRuleDocument,
  UpdateAlertRuleDocument,
} from './alerts.generated';

const text = (value: string, message: string) =>
  new FormControl(value, {
    nonNullable: true,
    validators: follows((given) => (given.trim() ? [] : [{ field: '', message }])),
  });
const number = (value: number, most: number) =>
  new FormControl(String(value), {
    nonNullable: true,
    validators: follows((given) =>
      /^\d+$/.test(given.trim()) && Number(given) <= most
        ? []
        : [{ field: '', message: `Write a whole number, at most ${most.toLocaleString('en-US')}.` }],
    ),
  });

/** Makes a rule, or writes one anew. What stands there first is a rule that helps most: a bot offline for five minutes. */
@Component({
  selector: 'cube-alert-rule-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Failed,
    FormFailure,
    MatButton,
    MatCheckbox,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    Needs,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './alert-rule-form.html',
})
export class AlertRuleForm {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** Without it a new rule is made. */
  readonly id = input<string>();

  protected readonly problemOf = problemOf;
  protected readonly targetWords = targetWords;
  protected readonly kinds = kinds.map((value) => ({ value, word: kindWords[value] }));
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly page = watched({ query: AlertFormDocument, variables: () => ({}) });
  protected readonly rule = computed(() => this.page.data()?.alertRules.find(({ id }) => id === this.id()));
  protected readonly isGone = computed(() => Boolean(this.id() && this.page.data() && !this.rule()));
  protected readonly form = new FormGroup({
    name: text('A bot is offline', 'Give the rule a name.'),
    kind: new FormControl<AlertKind>('BOT_OFFLINE', { nonNullable: true }),
    botId: new FormControl<string | null>(null),
    threshold: number(1, 86_400),
    windowSeconds: number(300, 3600),
    forSeconds: number(300, 86_400),
    calmSeconds: number(60, 86_400),
    severity: new FormControl<AlertSeverity>('CRITICAL', { nonNullable: true }),
    targetIds: new FormControl<readonly string[]>([], { nonNullable: true }),
    enabled: new FormControl(true, { nonNullable: true }),
  });
  private readonly kind = toSignal(this.form.controls.kind.valueChanges, { initialValue: 'BOT_OFFLINE' });
  protected readonly asks = computed(() => parameters[this.kind()]);
  private filled: string | undefined;

  constructor() {
    inject(Place).here(() => [
      { label: 'Alerts', link: '/alerts' },
      { label: this.rule()?.name ?? 'New rule' },
    ]);
    effect(() => {
      const rule = this.rule();
      if (rule && this.filled !== rule.id) this.fill(rule);
    });
  }

  /** Another kind begins with what is usual for it. */
  protected suggest(kind: AlertKind): void {
    const { threshold, window, lasts } = parameters[kind];
    const { name } = this.form.controls;
    this.form.patchValue({
      threshold: String(threshold?.first ?? 1),
      windowSeconds: String(window ?? 300),
      forSeconds: String(lasts),
      ...(kinds.some((each) => kindWords[each] === name.value) && { name: kindWords[kind] }),
    });
  }

  protected async save(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const id = this.id();
    const { failure } = id
      ? await this.deeds.run(UpdateAlertRuleDocument, { id, input: this.written() })
      : await this.deeds.run(CreateAlertRuleDocument, { input: this.written() });
    this.saving.set(false);
    if (!failure) {
      await this.router.navigate(['/alerts']);
      return;
    }
    const elsewhere = showProblems(this.form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
  }

  protected async remove({ id, name }: AlertRuleRowFragment): Promise<void> {
    const isSure = await this.confirm.ask({
      title: `Delete ${name}?`,
      consequences: ['Nobody is told of this any more.', 'Its alerts stay to be read.'],
      deed: `Delete ${name}`,
    });
    if (!isSure) return;
    if (await this.deeds.runAndTell(DeleteAlertRuleDocument, { id }, `${name} is deleted.`))
      await this.router.navigate(['/alerts']);
  }

  private written(): AlertRuleInput {
    const { name, kind, botId, severity, targetIds, enabled, ...numbers } = this.form.getRawValue();
    const { ofBots, threshold, window } = parameters[kind];
    return {
      name: name.trim(),
      kind,
      botId: ofBots ? botId : null,
      threshold: threshold ? Number(numbers.threshold) : null,
      windowSeconds: window === null ? null : Number(numbers.windowSeconds),
      forSeconds: Number(numbers.forSeconds),
      calmSeconds: Number(numbers.calmSeconds),
      severity,
      targetIds: [...targetIds],
      enabled,
    };
  }

  private fill(rule: AlertRuleRowFragment): void {
    this.filled = rule.id;
    const { threshold, windowSeconds, forSeconds, calmSeconds } = rule;
    this.form.patchValue({
      ...rule,
      threshold: String(threshold ?? 1),
      windowSeconds: String(windowSeconds ?? 300),
      forSeconds: String(forSeconds),
      calmSeconds: String(calmSeconds),
    });
  }
}
