import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
} from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';

import { Connection } from '../live/connection';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Icon } from '../ui/icon';
import { BePresentDocument, PresenceDocument, PresenceLiveDocument } from './presence.generated';

/** Faces that are shown; of the others only how many they are. */
const mostFaces = 4;

/** Who else has the pages of this bot open. It tells the server, over the live socket, that whoever reads it is here too. */
@Component({
  selector: 'cube-presence',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Icon, MatTooltip],
  templateUrl: './presence.html',
  styleUrl: './presence.scss',
})
export class Presence {
  private readonly connection = inject(Connection);
  private readonly deeds = inject(Deeds);

  readonly botId = input.required<string>();

  private readonly page = watched({
    query: PresenceDocument,
    variables: () => ({ botId: this.botId() }),
    live: {
      subscription: PresenceLiveDocument,
      variables: (after) => ({ botId: this.botId(), after }),
      gap: ({ presence }) => presence.gap !== null,
      apply: ({ presence: { present } }) => {
        if (present) this.page.update((data) => ({ ...data, presence: present }));
      },
    },
  });
  private readonly others = computed(() => (this.page.data()?.presence ?? []).filter(({ isYou }) => !isYou));
  protected readonly faces = computed(() =>
    this.others()
      .flatMap(({ name }) => name ?? [])
      .slice(0, mostFaces),
  );
  /** Those beyond the faces, and those whose names the viewer may not know. */
  protected readonly more = computed(() => this.others().length - this.faces().length);
  protected readonly moreInWords = computed(() =>
    this.more() === 1 ? 'One more person is here too' : `${this.more()} more people are here too`,
  );

  constructor() {
    effect(() => {
      const botId = this.botId();
      // A socket that comes back is a new one, which has been told nothing.
      if (this.connection.sockets() > 0) void this.deeds.tellServer(BePresentDocument, { botId });
    });
    inject(DestroyRef).onDestroy(() => void this.deeds.tellServer(BePresentDocument, { botId: null }));
  }
}
