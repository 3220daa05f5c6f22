import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'cube-logo',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<svg viewBox="0 0 32 32" aria-hidden="true">
    <path class="front" d="M16 2 28 9v14l-12 7L4 23V9z" />
    <path class="top" d="M16 2 28 9l-12 7L4 9z" />
    <path class="side" d="M16 16v14L4 23V9z" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: var(--logo-size, 28px);
      height: var(--logo-size, 28px);
    }
    .front {
      fill: var(--mat-sys-primary);
    }
    .top {
      fill: var(--mat-sys-surface);
      fill-opacity: 0.35;
    }
    .side {
      fill: var(--mat-sys-scrim);
      fill-opacity: 0.22;
    }
  `,
})
export class Logo {}
