import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** What stands in while a page loads: rows of the same shape. */
@Component({
  selector: 'cube-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@for (row of all(); track row) {
    <div class="row" [class.rich]="rich()" aria-hidden="true">
      @if (rich()) {
        <span class="dot bone"></span>
      }
      <span class="bone" [style.inline-size.%]="28 + ((row * 17) % 30)"></span>
      <span class="bone end"></span>
    </div>
  }`,
  host: { role: 'status', 'aria-label': 'Loading', class: 'panel' },
  styles: `
    :host {
      display: block;
    }
    .row {
      display: flex;
      align-items: center;
      gap: 16px;
      height: 44px;
      padding: 0 16px;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    .row:first-child {
      border-top: 0;
    }
    .rich {
      height: 64px;
    }
    .bone {
      height: 12px;
      border-radius: 6px;
      background: var(--mat-sys-surface-container-highest);
      animation: breathe 1.4s ease-in-out infinite alternate;
    }
    .dot {
      width: 36px;
      height: 36px;
      border-radius: 10px;
    }
    .end {
      width: 72px;
      margin-inline-start: auto;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(5);
  readonly rich = input(false);
  protected readonly all = computed(() => Array.from({ length: this.rows() }, (_, index) => index));
}
