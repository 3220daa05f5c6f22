import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { watched } from '../live/watched';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Needs } from '../viewer/needs';
import { PeopleCountsDocument } from './people.generated';
import { PersonDeeds } from './person-deeds';

/** Who is in, and who is on the way. */
@Component({
  selector: 'cube-people',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatTabsModule, Needs, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<div class="page">
    <div class="page-head">
      <h1>People</h1>
      <button
        mat-flat-button
        type="button"
        data-testid="invite"
        cubeNeeds="MANAGE_PEOPLE"
        (click)="deeds.invite()"
      >
        <cube-icon name="mail" /> Invite somebody
      </button>
    </div>
    <nav
      mat-tab-nav-bar
      [tabPanel]="panel"
      mat-stretch-tabs="false"
      mat-align-tabs="start"
      aria-label="People"
    >
      @for (tab of tabs(); track tab.link) {
        <a
          mat-tab-link
          [routerLink]="tab.link"
          routerLinkActive
          #here="routerLinkActive"
          [routerLinkActiveOptions]="{
            paths: tab.link === './' ? 'exact' : 'subset',
            queryParams: 'ignored',
            fragment: 'ignored',
            matrixParams: 'ignored',
          }"
          [active]="here.isActive"
          [attr.data-testid]="tab.testId"
          >{{ tab.label }}
          @if (tab.count) {
            <span class="chip count">{{ tab.count }}</span>
          }
        </a>
      }
    </nav>
    <mat-tab-nav-panel #panel><router-outlet (deactivate)="counts.refetch()" /></mat-tab-nav-panel>
  </div>`,
  styles: `
    .count {
      margin-inline-start: 6px;
    }
  `,
})
export class People {
  protected readonly deeds = inject(PersonDeeds);
  protected readonly counts = watched({ query: PeopleCountsDocument, variables: () => ({}) });
  protected readonly tabs = computed(() => {
    const counts = this.counts.data();
    return [
      { label: 'Everybody', link: './', testId: 'tab-everybody', count: 0 },
      {
        label: 'Waiting list',
        link: 'waiting-list',
        testId: 'tab-waiting-list',
        count: counts?.waiting.totalCount ?? 0,
      },
      {
        label: 'Invitations',
        link: 'invitations',
        testId: 'tab-invitations',
        count: counts?.invited.totalCount ?? 0,
      },
      {
        label: 'To approve',
        link: 'to-approve',
        testId: 'tab-to-approve',
        count: counts?.verified.totalCount ?? 0,
      },
    ];
  });

  constructor() {
    inject(Place).here(() => [{ label: 'People' }]);
  }
}
