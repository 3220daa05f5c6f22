import { ChangeDetectionStrategy, Component, inject } from '@angular/core';

import { Place } from '../ui/place';
import { LogExplorer } from './log-explorer';

@Component({
  selector: 'cube-logs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LogExplorer],
  template: `<div class="page">
    <h1>Logs</h1>
    <cube-log-explorer />
  </div>`,
})
export class Logs {
  constructor() {
    inject(Place).here(() => [{ label: 'Logs' }]);
  }
}
