import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';

/** A picture, or the first letters where there is none. */
@Component({
  selector: 'cube-avatar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (src() && !broken()) {
      <img [src]="src()" alt="" (error)="broken.set(true)" referrerpolicy="no-referrer" />
    } @else {
      <span aria-hidden="true">{{ initials() }}</span>
    }`,
  host: { '[class.round]': 'round()' },
  styles: `
    :host {
      display: inline-grid;
      flex: none;
      place-items: center;
      overflow: hidden;
      width: var(--avatar-size, 36px);
      height: var(--avatar-size, 36px);
      border-radius: calc(var(--avatar-size, 36px) * 0.28);
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
      font-size: calc(var(--avatar-size, 36px) * 0.38);
      font-weight: 600;
    }
    :host(.round) {
      border-radius: 50%;
    }
    img {
      width: 100%;
      height: 100%;
      object-fit: cover;
    }
  `,
})
export class Avatar {
  readonly src = input<string | null>();
  readonly name = input.required<string>();
  readonly round = input(false);
  protected readonly broken = signal(false);
  protected readonly initials = computed(() =>
    this.name()
      .split(/\s+/)
      .filter((word) => word.length > 0)
      .slice(0, 2)
      .map((word) => [...word][0]?.toUpperCase() ?? '')
      .join(''),
  );
}
