import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import type { Permission } from '../graphql.generated';
import { Access } from '../viewer/access';

interface Tab {
  readonly label: string;
  readonly link: string;
  readonly testId: string;
  readonly needs?: Permission;
}

const tabs: readonly Tab[] = [
  { label: 'API keys', link: 'keys', testId: 'tab-keys' },
  { label: 'Approvals', link: 'approvals', testId: 'tab-approvals' },
  { label: 'Limits', link: 'limits', testId: 'tab-limits', needs: 'VIEW_LIMITS' },
  { label: 'Mails', link: 'mails', testId: 'tab-mails', needs: 'MANAGE_PEOPLE' },
  { label: 'Connections', link: 'connections', testId: 'tab-connections', needs: 'VIEW_CONNECTIONS' },
  { label: 'System', link: 'system', testId: 'tab-system', needs: 'VIEW_SYSTEM' },
  { label: 'Installation', link: 'installation', testId: 'tab-installation' },
];

@Component({
  selector: 'cube-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatTabsModule, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<div class="page">
    <h1>Settings</h1>
    <nav
      mat-tab-nav-bar
      [tabPanel]="panel"
      mat-stretch-tabs="false"
      mat-align-tabs="start"
      aria-label="Settings"
    >
      @for (tab of tabs(); track tab.link) {
        <a
          mat-tab-link
          [routerLink]="tab.link"
          routerLinkActive
          #here="routerLinkActive"
          [active]="here.isActive"
          [attr.data-testid]="tab.testId"
          >{{ tab.label }}</a
        >
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
  </div>`,
})
export class Settings {
  private readonly access = inject(Access);
  protected readonly tabs = computed(() =>
    tabs.filter(({ needs }) => needs === undefined || this.access.holds(needs)),
  );
}
