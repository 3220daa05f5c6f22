import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { Router } from '@angular/router';
import { Apollo } from 'apollo-angular';

import type { AccountState, PersonRowFragment, Role } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { RoleMenu } from '../viewer/role-menu';
import { roles, roleWords } from '../viewer/roles';
import { Viewer } from '../viewer/viewer';
import { PeopleCountsDocument, PeopleDocument, PeopleLiveDocument } from './people.generated';
import { PersonDeeds } from './person-deeds';
import { deedsFor, type PersonDeed, stateFaces, states } from './person-words';

const deedWords = {
  invite: 'Invite',
  approve: 'Approve',
  reject: 'Turn away',
  suspend: 'Suspend',
  reinstate: 'Reinstate',
  remove: 'Remove',
} as const satisfies Record<PersonDeed, string>;

/** People of one state, or all of them; what can be done stands in each row. */
@Component({
  selector: 'cube-people-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    Empty,
    Failed,
    Icon,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    Needs,
    RoleMenu,
    Skeleton,
    TimeAgo,
  ],
  templateUrl: './people-list.html',
  styleUrl: './people-list.scss',
})
export class PeopleList {
  private readonly router = inject(Router);
  private readonly cache = inject(Deeds);
  private readonly apollo = inject(Apollo);
  private typing: ReturnType<typeof setTimeout> | undefined;

  /** Of a tab that shows one state only. */
  readonly only = input<AccountState | null>(null);
  /** From the address, so that a link shows the same list. */
  readonly search = input<string>();
  readonly state = input<string>();

  protected readonly deeds = inject(PersonDeeds);
  protected readonly me = inject(Viewer).me;
  protected readonly faces = stateFaces;
  protected readonly states = states;
  protected readonly roles = roles;
  protected readonly roleWords = roleWords;
  protected readonly deedsFor = deedsFor;
  protected readonly chosen = computed(
    () => this.only() ?? states.find((state) => state === this.state()) ?? null,
  );
  protected readonly page = watched({
    query: PeopleDocument,
    variables: () => ({ search: this.search() || null, state: this.chosen() }),
    live: {
      subscription: PeopleLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ accountChanged }) => accountChanged.gap !== null,
      apply: ({ accountChanged: { change, account, accountId } }) => {
        if (change === 'REMOVED' && accountId) this.cache.forget('Account', accountId);
        else if (account) this.place(account);
        void this.apollo.client.refetchQueries({ include: [PeopleCountsDocument] });
      },
    },
  });
  protected readonly people = computed(() => this.page.data()?.people);

  protected wordFor(deed: PersonDeed, { state }: PersonRowFragment): string {
    if (state === 'INVITED' && deed === 'invite') return 'Invite again';
    if (state === 'INVITED' && deed === 'reject') return 'Take back';
    return deedWords[deed];
  }

  protected whyNotRole(person: PersonRowFragment): string {
    if (person.role === 'OWNER' && this.me()?.role !== 'OWNER') {
      return 'Only an owner takes that role from an owner.';
    }
    return '';
  }

  protected rolesFor(): readonly Role[] {
    return this.me()?.role === 'OWNER' ? roles : roles.filter((role) => role !== 'OWNER');
  }

  protected whyNot(deed: PersonDeed, { id, role }: PersonRowFragment): string {
    if (deed === 'suspend' && id === this.me()?.id) return 'You cannot suspend yourself.';
    if (deed === 'suspend' && role === 'OWNER' && this.me()?.role !== 'OWNER') {
      return 'Only an owner suspends an owner.';
    }
    return '';
  }

  protected searchFor(words: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.show({ search: words || null }), 200);
  }

  protected show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.people()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      people: { ...next.people, nodes: [...data.people.nodes, ...next.people.nodes] },
    }));
  }

  /** Somebody who changed belongs to this list, or not any more. */
  private place(person: PersonRowFragment): void {
    const state = this.chosen();
    const belongs = state === null || person.state === state;
    this.page.update((data) => {
      const { nodes, totalCount } = data.people;
      const known = nodes.some(({ id }) => id === person.id);
      if (known && !belongs) {
        const left = nodes.filter(({ id }) => id !== person.id);
        return { ...data, people: { ...data.people, nodes: left, totalCount: totalCount - 1 } };
      }
      if (known || !belongs || this.search()) return data;
      return { ...data, people: { ...data.people, nodes: [person, ...nodes], totalCount: totalCount + 1 } };
    });
  }
}
