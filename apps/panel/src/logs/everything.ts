import { ChangeDetectionStrategy, Component, inject } from '@angular/core';

import { Place } from '../ui/place';
import { LogExplorer } from './log-explorer';

@Component({
  selector: 'cube-everything',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LogExplorer],
  template: '<cube-log-explorer />',
})
export class Everything {
  constructor() {
    inject(Place).here(() => [{ label: 'Logs' }]);
  }
}
