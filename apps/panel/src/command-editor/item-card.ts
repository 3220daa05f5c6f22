import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';

import { Icon } from '../ui/icon';
import { Problems } from './problems';

/** One item of a list that is edited: its title folds it, its buttons move it and take it out. */
@Component({
  selector: 'cube-item-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatIconButton],
  template: `<div class="head">
      <button
        type="button"
        class="fold"
        [attr.aria-expanded]="open()"
        [attr.data-testid]="'fold ' + path()"
        (click)="open.set(!open())"
      >
        <cube-icon [name]="open() ? 'down' : 'forward'" />
        <span class="title">{{ heading() }}</span>
        @if (!open() && summary()) {
          <span class="quiet one-line">{{ summary() }}</span>
        }
        @if (wrong(); as count) {
          <span class="bad"
            ><span aria-hidden="true">▲</span> {{ count }} {{ count === 1 ? 'problem' : 'problems' }}</span
          >
        }
      </button>
      <button
        mat-icon-button
        type="button"
        data-move="up"
        [attr.data-testid]="'up ' + path()"
        [attr.aria-label]="'Move ' + noun() + ' ' + (index() + 1) + ' up'"
        [disabled]="index() === 0"
        disabledInteractive
        (click)="shift('up')"
      >
        <cube-icon name="up" />
      </button>
      <button
        mat-icon-button
        type="button"
        data-move="down"
        [attr.data-testid]="'down ' + path()"
        [attr.aria-label]="'Move ' + noun() + ' ' + (index() + 1) + ' down'"
        [disabled]="index() === count() - 1"
        disabledInteractive
        (click)="shift('down')"
      >
        <cube-icon name="down" />
      </button>
      <button
        mat-icon-button
        type="button"
        [attr.data-testid]="'remove ' + path()"
        [attr.aria-label]="'Remove ' + noun() + ' ' + (index() + 1)"
        (click)="remove()"
      >
        <cube-icon name="remove" />
      </button>
    </div>
    <div class="body" [hidden]="!open()"><ng-content /></div>`,
  styles: `
    :host {
      display: block;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 10px;
      background: var(--mat-sys-surface-container-lowest);
    }
    .head {
      display: flex;
      align-items: center;
      padding-inline-end: 4px;
    }
    .fold {
      display: flex;
      flex: 1 1 0;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      min-width: 0;
      min-height: 44px;
      padding: 4px 10px;
      border: 0;
      border-radius: 10px;
      background: none;
      color: inherit;
      font: var(--mat-sys-body-medium);
      text-align: start;
      cursor: pointer;
      --icon-size: 16px;
    }
    .fold:hover {
      background: var(--mat-sys-surface-container-low);
    }
    .title {
      overflow-wrap: anywhere;
      font-weight: 600;
    }
    .quiet {
      flex: 1 1 0;
      min-width: 60px;
    }
    .bad {
      color: var(--mat-sys-error);
      font: var(--mat-sys-label-medium);
    }
    .body:not([hidden]) {
      display: flex;
      flex-direction: column;
      gap: 12px;
      padding: 8px 12px 12px;
    }
  `,
})
export class ItemCard {
  private readonly problems = inject(Problems);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly heading = input.required<string>();
  readonly summary = input('');
  /** What it is called in the names of its buttons: "step", "option". */
  readonly noun = input.required<string>();
  readonly path = input.required<string>();
  readonly index = input.required<number>();
  readonly count = input.required<number>();
  readonly startsOpen = input(true);
  /** The place where it is to stand. */
  readonly moved = output<number>();
  readonly removed = output();

  protected readonly open = linkedSignal({ source: () => 0, computation: () => untracked(this.startsOpen) });
  protected readonly wrong = computed(() =>
    this.problems.asked() > 0 ? this.problems.below(this.path()) : 0,
  );

  constructor() {
    // Whoever wanted to save sees all that is wrong.
    effect(() => {
      if (this.problems.asked() > 0 && untracked(() => this.problems.below(this.path())) > 0)
        this.open.set(true);
    });
  }

  protected remove(): void {
    const around = [this.host.nextElementSibling, this.host.previousElementSibling, this.host.parentElement];
    this.removed.emit();
    // To what stands where it stood, so that nobody has to begin at the top of the page again.
    setTimeout(() => {
      const buttons = around
        .filter((element) => element?.isConnected)
        .map((element) => element?.querySelector('button'));
      buttons.find((button) => button)?.focus();
    });
  }

  protected shift(way: 'up' | 'down'): void {
    this.moved.emit(this.index() + (way === 'up' ? -1 : 1));
    // The browser lets go of what is moved in the document.
    setTimeout(() => {
      const own = `:scope > .head > [data-move="${way}"]`;
      this.host.querySelector<HTMLElement>(own)?.focus();
    });
  }
}
