import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { AlertRowFragment } from '../graphql.generated';
import { TimeAgo } from '../ui/time-ago';

/** One alert: what was wrong, by what it was seen, and what was changed before it. */
@Component({
  selector: 'cube-alert-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TimeAgo],
  template: `@let row = alert();
    <div class="grow first">
      <div class="what wrap-anywhere">{{ row.what }}</div>
      <div class="quiet wrap-anywhere">
        {{ row.ruleName }} · since <cube-time [at]="row.firedAt" />
        @if (row.resolvedAt) {
          · well again <cube-time [at]="row.resolvedAt" />
        }
      </div>
      <div class="quiet wrap-anywhere proof">
        @for (figure of row.evidence.figures; track figure.name) {
          <span class="chip">{{ figure.name }}: {{ figure.value }}</span>
        }
        @for (id of row.evidence.entryIds; track id; let n = $index) {
          <a
            routerLink="/logs"
            [queryParams]="{ q: id }"
            [attr.aria-label]="'Entry ' + (n + 1) + ' of the log'"
            >entry {{ n + 1 }}</a
          >
        }
      </div>
      @if (row.lastChange; as change) {
        <div class="quiet wrap-anywhere" data-testid="last-change">
          Last change before it:
          @if (change.botId) {
            <a [routerLink]="['/bots', change.botId, 'history']">{{ change.what }}</a> by {{ change.who }},
          } @else {
            <a routerLink="/logs" [queryParams]="{ q: change.entryId, kind: 'AUDIT_RECORDED' }">{{
              change.what
            }}</a>
          }
          <cube-time [at]="change.at" />
        </div>
      }
    </div>
    <span class="verdict" [class]="face().tone"
      ><span aria-hidden="true">{{ face().shape }}</span> {{ face().word }}</span
    >`,
  styles: `
    :host {
      display: flex;
      flex: 1;
      align-items: center;
      gap: 12px 16px;
      min-width: 0;
    }
    .grow {
      display: flex;
      flex: 1;
      flex-direction: column;
      gap: 4px;
      min-width: 0;
    }
    .what {
      font: var(--mat-sys-title-small);
    }
    .chip,
    .proof a {
      margin-inline-end: 8px;
    }
  `,
})
export class AlertRow {
  readonly alert = input.required<AlertRowFragment>();
  protected readonly face = computed(() => {
    const { state, severity } = this.alert();
    if (state === 'RESOLVED') return { word: 'Well again', shape: '○', tone: 'idle' } as const;
    return severity === 'CRITICAL'
      ? ({ word: 'Critical', shape: '▲', tone: 'bad' } as const)
      : ({ word: 'Warning', shape: '◐', tone: 'busy' } as const);
  });
}
