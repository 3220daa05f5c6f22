import { Directive, effect, ElementRef, inject, input } from '@angular/core';

/** Tints its element for 600 ms when the value changes after it was first shown. */
@Directive({ selector: '[cubeTint]' })
export class Tint {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private seen: unknown;
  private first = true;

  readonly cubeTint = input.required<unknown>();

  constructor() {
    effect(() => {
      const value = this.cubeTint();
      if (!this.first && value !== this.seen) {
        this.element.classList.remove('tinted');
        void this.element.offsetWidth; // Restarts the animation.
        this.element.classList.add('tinted');
      }
      this.first = false;
      this.seen = value;
    });
  }
}
