import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { BotCommandsLiveDocument } from '../bot-commands/bot-commands.generated';
import { syncFaces } from '../bot-commands/sync-faces';
import { shownName } from '../command-editor/draft';
import type { CommandPlanQuery } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { FormFailure } from '../ui/form-failure';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Tint } from '../ui/tint';
import { Needs } from '../viewer/needs';
import { ApplyCommandSyncDocument, CommandPlanDocument } from './command-plan.generated';
import { PlannedChange } from './planned-change';

type Planned = CommandPlanQuery['planCommandSync']['commands'][number];
type Action = Planned['action'];

/** A shape and a word each: never colour alone. */
const actions = {
  CREATE: { word: 'Create', shape: '+', tone: 'good' },
  UPDATE: { word: 'Change', shape: '~', tone: 'busy' },
  DELETE: { word: 'Delete', shape: '−', tone: 'bad' },
  UNCHANGED: { word: 'Unchanged', shape: '=', tone: 'idle' },
} as const satisfies Record<Action, { word: string; shape: string; tone: string }>;

/** Discord lets a bot create so many commands a day. */
const createsADay = 200;

/** What a synchronisation would do at Discord, command by command and field by field, before it is done. */
@Component({
  selector: 'cube-command-plan',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    FormFailure,
    Icon,
    MatButton,
    Needs,
    PlannedChange,
    RouterLink,
    Skeleton,
    TimeAgo,
    Tint,
  ],
  templateUrl: './command-plan.html',
  styleUrl: './command-plan.scss',
})
export class CommandPlan {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly createsADay = createsADay;
  protected readonly applying = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly page = watched({
    query: CommandPlanDocument,
    variables: () => ({ botId: this.id() }),
    live: {
      subscription: BotCommandsLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ commandChanged }) => commandChanged.gap !== null,
      // Another command, or another state of Discord: another plan.
      apply: ({ commandChanged: { commandId, sync } }) => {
        if (commandId || sync?.state === 'DONE' || sync?.state === 'FAILED') this.page.refetch();
      },
    },
  });
  protected readonly plan = computed(() => this.page.data()?.planCommandSync);
  protected readonly sync = computed(() => {
    const sync = this.page.data()?.bot.commandSync;
    return sync ? { ...sync, ...syncFaces[sync.state] } : undefined;
  });
  protected readonly isBusy = computed(() => {
    const state = this.sync()?.state;
    return this.applying() || state === 'QUEUED' || state === 'RUNNING';
  });
  protected readonly rows = computed(() => {
    const known = this.page.data()?.commands.nodes ?? [];
    return (this.plan()?.commands ?? []).map((planned) => {
      const command = known.find(({ type, name }) => type === planned.type && name === planned.name);
      return {
        ...planned,
        ...actions[planned.action],
        shown: shownName(planned),
        commandId: command?.source === 'CUSTOM' ? command.id : undefined,
        problems: command?.problems ?? [],
      };
    });
  });
  protected readonly changing = computed(() => this.rows().filter(({ action }) => action !== 'UNCHANGED'));
  protected readonly unchanged = computed(() => this.rows().filter(({ action }) => action === 'UNCHANGED'));
  protected readonly refused = computed(() => this.unchanged().filter(({ problems }) => problems.length > 0));
  protected readonly sum = computed(() => {
    const counts = (['CREATE', 'UPDATE', 'DELETE'] as const).flatMap((action) => {
      const count = this.rows().filter((row) => row.action === action).length;
      return count > 0 ? [`${count} to ${actions[action].word.toLowerCase()}`] : [];
    });
    return counts.join(', ');
  });

  constructor() {
    // A new plan answers what the old one was refused for.
    effect(() => {
      if (this.plan()) this.failure.set(undefined);
    });
  }

  protected async apply(): Promise<void> {
    const plan = this.plan();
    if (!plan || this.isBusy()) return;
    this.applying.set(true);
    this.failure.set(undefined);
    const variables = { botId: this.id(), planHash: plan.hash };
    const { failure } = await this.deeds.run(ApplyCommandSyncDocument, variables);
    this.applying.set(false);
    if (failure) this.failure.set(failure);
    else this.notices.say('The commands are on their way to Discord.');
  }
}
