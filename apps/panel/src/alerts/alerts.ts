import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import type { AlertRuleRowFragment, AlertTargetRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { AlertRow } from './alert-row';
import { conditionOf, targetWords } from './alert-words';
import {
  AlertsDocument,
  AlertsLiveDocument,
  DeleteAlertTargetDocument,
  TestAlertRuleDocument,
} from './alerts.generated';

/** What is wrong now, what was, and who is told of it. */
@Component({
  selector: 'cube-alerts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AlertRow, Empty, Failed, Icon, MatButton, Needs, RouterLink, Skeleton, TimeAgo],
  templateUrl: './alerts.html',
  styleUrl: './alerts.scss',
})
export class Alerts {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);

  protected readonly targetWords = targetWords;
  protected readonly conditionOf = conditionOf;
  protected readonly page = watched({
    query: AlertsDocument,
    variables: () => ({}),
    live: {
      subscription: AlertsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ alertChanged }) => alertChanged.gap !== null,
      // An event concerns several lists at once, and there are few of them.
      apply: () => this.page.refetch(),
    },
  });

  constructor() {
    inject(Place).here(() => [{ label: 'Alerts' }]);
  }

  protected targetsOf({ targetIds }: AlertRuleRowFragment): string {
    const targets = this.page.data()?.alertTargets ?? [];
    const names = targets.filter(({ id }) => targetIds.includes(id)).map(({ name }) => name);
    return names.length > 0 ? `tells ${names.join(', ')}` : 'tells nobody';
  }

  protected async test({ id }: AlertRuleRowFragment): Promise<void> {
    await this.deeds.runAndTell(TestAlertRuleDocument, { id }, 'A test is on its way to the targets.');
  }

  protected async deleteTarget({ id, name }: AlertTargetRowFragment): Promise<void> {
    const isSure = await this.confirm.ask({
      title: `Delete ${name}?`,
      consequences: [`${name} is told of no alert any more. What is on its way to it is lost.`],
      deed: `Delete ${name}`,
    });
    if (isSure) await this.deeds.runAndTell(DeleteAlertTargetDocument, { id }, `${name} is deleted.`);
  }

  protected async readMore(): Promise<void> {
    const after = this.page.data()?.resolved.pageInfo.endCursor;
    await this.page.more({ after }, (data, next) => ({
      ...data,
      resolved: { ...next.resolved, nodes: [...data.resolved.nodes, ...next.resolved.nodes] },
    }));
  }
}
