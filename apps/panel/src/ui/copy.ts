import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { booleanAttribute, ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';

import { Icon } from './icon';

/** An id, a link or a piece of code in monospace, copied by one click. */
@Component({
  selector: 'cube-copy',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { '[class.whole]': 'whole()' },
  template: `<button type="button" (click)="copy()" [title]="'Copy ' + text()">
    <code>{{ shown() ?? text() }}</code>
    <cube-icon [name]="copied() ? 'check' : 'copy'" />
    <span class="cdk-visually-hidden">Copy</span>
  </button>`,
  styles: `
    :host {
      display: inline-flex;
      max-width: 100%;
      min-width: 0;
    }
    button {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: 0;
      padding: 2px 6px;
      margin: -2px -6px;
      border: 0;
      border-radius: 6px;
      background: none;
      color: inherit;
      cursor: copy;
      --icon-size: 14px;
    }
    button:hover {
      background: var(--mat-sys-surface-container-high);
    }
    code {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    :host(.whole) code {
      overflow-wrap: anywhere;
      text-align: start;
      white-space: normal;
    }
    cube-icon {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Copy {
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);

  readonly text = input.required<string>();
  /** Shown in its place when the whole is too long to read. */
  readonly shown = input<string>();
  /** Wrapped instead of cut off, for what somebody may have to write down. */
  readonly whole = input(false, { transform: booleanAttribute });
  protected readonly copied = signal(false);

  protected copy(): void {
    if (!this.clipboard.copy(this.text())) return;
    this.copied.set(true);
    void this.announcer.announce('Copied');
    setTimeout(() => this.copied.set(false), 2_000);
  }
}
