import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';

interface Change {
  readonly shown: string;
  readonly word: string;
  readonly shape: string;
  readonly tone: string;
  /** Of one of our own commands that can be edited. */
  readonly commandId: string | undefined;
  readonly fields: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

/** What becomes of one command: every field that differs, and what Discord refused of which. */
@Component({
  selector: 'cube-planned-change',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink],
  template: `<div class="head">
      <span class="verdict" [class]="change().tone"
        ><span aria-hidden="true">{{ change().shape }}</span> {{ change().word }}</span
      >
      <code class="wrap-anywhere">{{ change().shown }}</code>
      @if (change().commandId; as commandId) {
        <a [routerLink]="['/bots', botId(), 'commands', commandId]"
          >Edit<span class="cdk-visually-hidden"> {{ change().shown }}</span></a
        >
      }
    </div>
    @if (fields().length > 0) {
      <dl>
        @for (field of fields(); track field.path) {
          <dt>
            <code>{{ field.path }}</code>
          </dt>
          <dd>
            <del
              ><span class="cdk-visually-hidden">{{ was() }}: </span>{{ field.before }}</del
            >
            <ins
              ><span class="cdk-visually-hidden">{{ will() }}: </span>{{ field.after }}</ins
            >
            @for (problem of field.problems; track problem) {
              <p class="refused" data-testid="plan-problem">
                <span aria-hidden="true">▲</span> Discord refused this: {{ problem }}
              </p>
            }
          </dd>
        }
      </dl>
    }
    @for (problem of others(); track $index) {
      <p class="refused" data-testid="plan-problem">
        <span aria-hidden="true">▲</span> Discord refused <code>{{ problem.field }}</code>:
        {{ problem.message }}
      </p>
    }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
      width: 100%;
      min-width: 0;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
    }
    .verdict {
      min-width: 96px;
    }
    dl {
      display: grid;
      grid-template-columns: minmax(120px, max-content) minmax(0, 1fr);
      gap: 6px 16px;
      margin: 0;
    }
    dd {
      display: flex;
      flex-direction: column;
      gap: 2px;
      margin: 0;
      overflow-wrap: anywhere;
      font: 13px/1.5 var(--cube-mono);
    }
    del,
    ins {
      padding: 1px 6px;
      border-radius: 4px;
      text-decoration: none;
      white-space: pre-wrap;
    }
    del {
      background: color-mix(in srgb, var(--mat-sys-error) 12%, transparent);
    }
    del::before {
      content: '− ';
    }
    ins {
      background: color-mix(in srgb, var(--cube-good) 14%, transparent);
    }
    ins::before {
      content: '+ ';
    }
    .refused {
      margin: 0;
      color: var(--mat-sys-error);
      font: var(--mat-sys-body-small);
    }
    @media (max-width: 599.98px) {
      dl {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class PlannedChange {
  readonly change = input.required<Change>();
  readonly botId = input.required<string>();
  /** Words for the two sides. */
  readonly was = input('At Discord');
  readonly will = input('Here');

  protected readonly fields = computed(() =>
    this.change().fields.map(({ path, before, after }) => ({
      path: path === '' ? 'command' : path,
      before: inWords(before),
      after: inWords(after),
      problems: this.change()
        .problems.filter(({ field }) => field === path)
        .map(({ message }) => message),
    })),
  );
  /** Of fields that are no part of the difference. */
  protected readonly others = computed(() =>
    this.change().problems.filter(({ field }) => this.change().fields.every(({ path }) => path !== field)),
  );
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
