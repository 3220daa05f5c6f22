import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

@Component({
  selector: 'cube-logs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatTabsModule, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<div class="page">
    <h1>Logs</h1>
    <nav mat-tab-nav-bar [tabPanel]="panel" mat-stretch-tabs="false" mat-align-tabs="start" aria-label="Logs">
      <a
        mat-tab-link
        routerLink="/logs"
        routerLinkActive
        #everything="routerLinkActive"
        [routerLinkActiveOptions]="{
          paths: 'exact',
          queryParams: 'ignored',
          matrixParams: 'ignored',
          fragment: 'ignored',
        }"
        [active]="everything.isActive"
        data-testid="tab-everything"
        >Everything</a
      >
      <a
        mat-tab-link
        routerLink="/logs/errors"
        routerLinkActive
        #errors="routerLinkActive"
        [active]="errors.isActive"
        data-testid="tab-errors"
        >Errors</a
      >
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  </div>`,
})
export class Logs {}
