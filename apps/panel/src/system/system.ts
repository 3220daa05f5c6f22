import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { SystemFiguresFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Clock } from '../ui/clock';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { bytes, count, milliseconds, seconds, unknown } from './figures';
import { Part, PartFace } from './part';
import { RemoveJobDocument, RetryJobDocument, SystemDocument, SystemLiveDocument } from './system.generated';

type Queue = SystemFiguresFragment['queues'][number];

const names: Readonly<Record<string, string>> = {
  alerts: 'Alerts',
  mail: 'Mails',
  'guild-sync': 'Reading of servers',
  'scheduled-messages': 'Scheduled messages',
};
/** Milliseconds after which figures that should come every five seconds are old. */
const overdue = 20_000;

/** How PostgreSQL, Redis, the queues and the processes do; the server pushes it while the page is open. */
@Component({
  selector: 'cube-system',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, MatButton, Needs, Part, PartFace, Skeleton, TimeAgo],
  templateUrl: './system.html',
  styleUrl: './system.scss',
})
export class System {
  private readonly deeds = inject(Deeds);
  private readonly clock = inject(Clock);

  protected readonly page = watched({
    query: SystemDocument,
    variables: () => ({}),
    live: {
      subscription: SystemLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ systemHealth }) => systemHealth.gap !== null,
      apply: ({ systemHealth: { health } }) => {
        if (health) this.page.update((data) => ({ ...data, systemHealth: health }));
      },
    },
  });
  protected readonly health = computed(() => this.page.data()?.systemHealth);
  /** News comes by PostgreSQL, which is what may be away. */
  protected readonly isOverdue = computed(() => {
    const at = this.health()?.at;
    return at !== undefined && this.clock.now() - new Date(at).getTime() > overdue;
  });
  protected readonly bytes = bytes;
  protected readonly count = count;
  protected readonly milliseconds = milliseconds;
  protected readonly seconds = seconds;
  protected readonly unknown = unknown;

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'System' }]);
  }

  protected nameOf({ name }: Pick<Queue, 'name'>): string {
    return names[name] ?? name;
  }

  protected async retryJob(queue: Queue, id: string): Promise<void> {
    await this.deeds.runAndTell(RetryJobDocument, { queue: queue.name, id }, 'The job is tried again.');
  }

  protected async removeJob(queue: Queue, id: string): Promise<void> {
    await this.deeds.runAndTell(RemoveJobDocument, { queue: queue.name, id }, 'The job is removed.');
  }
}
