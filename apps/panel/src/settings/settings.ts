import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

@Component({
  selector: 'cube-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatTabsModule, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<div class="page">
    <nav
      mat-tab-nav-bar
      [tabPanel]="panel"
      mat-stretch-tabs="false"
      mat-align-tabs="start"
      aria-label="Settings"
    >
      @for (tab of tabs; track tab.link) {
        <a
          mat-tab-link
          [routerLink]="tab.link"
          routerLinkActive
          #here="routerLinkActive"
          [active]="here.isActive"
          >{{ tab.label }}</a
        >
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  </div>`,
})
export class Settings {
  protected readonly tabs = [
    { label: 'Sessions', link: 'sessions' },
    { label: 'Connections', link: 'connections' },
  ];
}
