import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { Empty } from '../ui/empty';
import { Place } from '../ui/place';

@Component({
  selector: 'cube-not-found',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, MatButton, RouterLink],
  template: `<div class="page">
    <cube-empty
      icon="search"
      heading="There is no such page"
      text="The address may be mistyped, or what stood here was removed."
    >
      <a mat-flat-button routerLink="/">Go to the overview</a>
    </cube-empty>
  </div>`,
})
export class NotFound {
  constructor() {
    inject(Place).here(() => [{ label: 'Not found' }]);
  }
}
