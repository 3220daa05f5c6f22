import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';

import { Logo } from '../ui/logo';
import { Viewer } from '../viewer/viewer';

/** The frame of every page that somebody sees before they are in. */
@Component({
  selector: 'cube-door',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Logo],
  template: `<main>
    <div class="card">
      <cube-logo />
      <h1>{{ heading() }}</h1>
      @if (lead(); as sentence) {
        <p class="quiet lead-text">{{ sentence }}</p>
      }
      <ng-content />
    </div>
    <p class="version quiet">
      @if (installation(); as here) {
        Version {{ here.version }}
      }
    </p>
  </main>`,
  styleUrl: './door.scss',
})
export class Door {
  readonly heading = input.required<string>();
  readonly lead = input('');
  private readonly viewer = inject(Viewer);
  protected readonly installation = this.viewer.installation;

  constructor() {
    // What these pages offer depends on it; each of them does without as well.
    if (!this.installation()) void this.viewer.ask().catch(() => undefined);
  }
}
