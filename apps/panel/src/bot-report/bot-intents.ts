import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { intentWords, isPrivileged, knownIntents } from '@cube/discord-rules/intents';

import { UpdateBotDocument } from '../bot-settings/bot-settings.generated';
import { Deeds } from '../live/deeds';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { botReport } from './bot-report';
import { ReadBotIntentsDocument } from './bot-report.generated';

const standings = {
  true: { tone: 'good', shape: '●', word: 'Allowed by Discord' },
  false: { tone: 'bad', shape: '▲', word: 'Not switched on at Discord' },
  null: { tone: 'idle', shape: '○', word: 'Not known yet' },
} as const;

const unasked = { tone: 'idle', shape: '○' } as const;

/** What a bot asks Discord to hear of: left to its commands and settings, or chosen by hand. */
@Component({
  selector: 'cube-bot-intents',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, Icon, MatButton, MatCheckbox, MatRadioButton, MatRadioGroup, Needs, Skeleton, TimeAgo],
  templateUrl: './bot-intents.html',
  styleUrl: './bot-intents.scss',
})
export class BotIntents {
  private readonly deeds = inject(Deeds);

  readonly botId = input.required<string>();

  protected readonly page = botReport(() => this.botId());
  protected readonly busy = signal(false);
  private readonly bot = computed(() => this.page.data()?.bot);
  protected readonly intents = computed(() => this.bot()?.intents);
  /** What somebody has changed here and not saved; undefined while nobody has. */
  private readonly draft = signal<readonly string[] | null | undefined>(undefined);
  /** As it would be saved; follows what others save until somebody touches it. */
  protected readonly chosen = computed(() => {
    const draft = this.draft();
    return draft === undefined ? (this.intents()?.chosen ?? null) : draft;
  });
  protected readonly isChanged = computed(
    () => JSON.stringify(this.chosen()) !== JSON.stringify(this.intents()?.chosen ?? null),
  );
  protected readonly privileged = computed(
    () =>
      this.intents()?.privileged.map((intent) => ({
        ...intent,
        ...standings[`${intent.allowed}`],
        // What nobody asks for is no fault.
        ...(intent.neededBy.length === 0 &&
          intent.allowed === false &&
          !this.asksFor(intent.name) &&
          unasked),
        needs: intent.neededBy.join(', '),
      })) ?? [],
  );
  protected readonly choices = computed(() =>
    knownIntents
      .filter((name) => name !== 'Guilds')
      .map((name) => ({
        name,
        word: intentWords[name],
        isPrivileged: isPrivileged(name),
        isNeeded: this.intents()?.needed.includes(name) ?? false,
        isChosen: this.chosen()?.includes(name) ?? false,
      })),
  );
  /** What it hears of as it runs now. */
  protected readonly asked = computed(() => {
    const names = knownIntents.filter((name) => this.intents()?.asked?.includes(name) && name !== 'Guilds');
    return [intentWords.Guilds, ...names.map((name) => intentWords[name])].join(', ');
  });

  private asksFor(name: string): boolean {
    return this.intents()?.asked?.includes(name) ?? false;
  }

  protected setAutomatic(isAutomatic: boolean): void {
    const { chosen, needed = [] } = this.intents() ?? {};
    this.draft.set(isAutomatic ? null : (chosen ?? needed));
  }

  protected toggle(name: string): void {
    const now = this.chosen() ?? [];
    const next = now.includes(name) ? now.filter((each) => each !== name) : [...now, name];
    this.draft.set(knownIntents.filter((each) => next.includes(each)));
  }

  protected async save(): Promise<void> {
    const chosen = this.chosen();
    this.busy.set(true);
    const done = await this.deeds.runAndTell(
      UpdateBotDocument,
      { id: this.botId(), input: chosen === null ? { automaticIntents: true } : { intents: [...chosen] } },
      `${this.bot()?.name ?? 'The bot'} connects anew with these intents.`,
    );
    if (done) this.draft.set(undefined);
    this.busy.set(false);
  }

  protected async lookUp(): Promise<void> {
    this.busy.set(true);
    await this.deeds.runAndTell(ReadBotIntentsDocument, { id: this.botId() }, 'Discord was asked.');
    this.busy.set(false);
  }
}
