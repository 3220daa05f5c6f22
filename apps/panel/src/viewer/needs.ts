import {
  booleanAttribute,
  ChangeDetectorRef,
  computed,
  Directive,
  effect,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';

import type { Permission } from '../graphql.generated';
import { Access, type Target } from './access';

/**
 * A deed that takes a permission: `<button mat-button cubeNeeds="RUN_BOTS" [of]="{ botId: bot.id }">`. Without it the
 * button stays reachable for keyboard and pointer, does nothing, and says which rule is missing and who can mend it.
 * A control that is no Material button binds `[disabled]="!needs.allowed()"` to the exported directive.
 */
@Directive({
  selector: '[cubeNeeds]',
  exportAs: 'cubeNeeds',
  hostDirectives: [MatTooltip],
  host: { '(mouseenter)': 'explain()', '(focusin)': 'explain()', '(touchstart)': 'explain()' },
})
export class Needs {
  private readonly access = inject(Access);
  private readonly changes = inject(ChangeDetectorRef);
  private readonly tooltip = inject(MatTooltip, { self: true });
  private readonly button =
    inject(MatButton, { self: true, optional: true }) ??
    inject(MatIconButton, { self: true, optional: true });

  /** None when the deed takes no permission and only the page's own rule may stand against it. */
  readonly cubeNeeds = input.required<Permission | null>();
  readonly of = input<Target>({});
  /** A reason of the page's own, which no permission would alter. */
  readonly whyNot = input<string>('');
  /** While the deed is being done. */
  readonly busy = input(false, { transform: booleanAttribute });
  /** What the button says of itself while it is allowed. */
  readonly tip = input('');

  private readonly explanation = signal('');
  private readonly permitted = computed(() => {
    const permission = this.cubeNeeds();
    return permission === null || this.access.may(permission, this.of());
  });
  readonly allowed = computed(() => this.permitted() && this.whyNot() === '');

  constructor() {
    this.tooltip.tooltipClass = 'cube-why';
    effect(() => {
      const permission = this.cubeNeeds();
      const allowed = this.allowed();
      if (this.button) {
        this.button.disabledInteractive = true;
        this.button.disabled = !allowed || this.busy();
      }
      if (allowed) this.tooltip.message = this.tip();
      else if (this.permitted()) this.tooltip.message = this.whyNot();
      else if (permission !== null) {
        this.tooltip.message = this.explanation() || this.access.refusal(permission);
      }
      this.changes.markForCheck();
    });
    effect(() => {
      // Another standing, another explanation.
      this.permitted();
      this.explanation.set('');
    });
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // Before the listeners of the page, and before a link or a form takes it for an order.
    host.addEventListener('click', (event) => this.refuse(event), { capture: true });
  }

  protected async explain(): Promise<void> {
    const permission = this.cubeNeeds();
    if (permission === null || this.permitted()) return;
    this.explanation.set(await this.access.explain(permission, this.of()));
  }

  private refuse(event: Event): void {
    if (this.allowed() && !this.busy()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.allowed()) this.tooltip.show(0);
  }
}
