import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Apollo } from 'apollo-angular';

import { type Pick, PickField } from '../command-editor/fields/pick-field';
import { TextField } from '../command-editor/fields/text-field';
import type { ExplainCommandQuery } from '../graphql.generated';
import { type Failure, failureOf } from '../live/failure';
import { watched } from '../live/watched';
import { FormFailure } from '../ui/form-failure';
import { ExplainCommandDocument, ExplainPlacesDocument } from './command-explain.generated';

/** In which channels commands are run: text and news. */
const written: readonly string[] = ['GuildText', 'GuildAnnouncement'];

/** Says why somebody cannot run the saved command, and what would let them. */
@Component({
  selector: 'cube-command-explain',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, PickField, TextField],
  templateUrl: './command-explain.html',
  styleUrl: './command-explain.scss',
})
export class CommandExplain {
  private readonly apollo = inject(Apollo);

  readonly botId = input.required<string>();
  readonly commandId = input.required<string>();

  private readonly chosen = signal<Readonly<Record<string, string>>>({});
  private readonly places = watched({
    query: ExplainPlacesDocument,
    variables: () => ({ botId: this.botId() }),
  });

  protected readonly isAsking = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly answer = signal<ExplainCommandQuery['explainCommand'] | undefined>(undefined);
  protected readonly guildPicks = computed<readonly Pick<string>[]>(() => [
    ...(this.places.data()?.guilds.nodes ?? []).map(({ id, name }) => ({ value: id, word: name })),
    { value: '', word: 'Direct messages' },
  ]);
  protected readonly guild = computed(() => this.chosen()['guild'] ?? this.guildPicks()[0]?.value ?? '');
  protected readonly channelPicks = computed<readonly Pick<string>[]>(() => {
    const guild = this.places.data()?.guilds.nodes.find(({ id }) => id === this.guild());
    const channels = guild?.channels.filter(({ type }) => written.includes(type)) ?? [];
    return [{ value: '', word: 'Any' }, ...channels.map(({ id, name }) => ({ value: id, word: `#${name}` }))];
  });
  protected readonly channel = computed(() => {
    const chosen = this.chosen()['channel'];
    return this.channelPicks().some(({ value }) => value === chosen) ? (chosen ?? '') : '';
  });
  protected readonly person = computed(() => this.chosen()['person'] ?? '');

  protected choose(what: string, value: string): void {
    this.chosen.update((chosen) => ({ ...chosen, [what]: value }));
    this.answer.set(undefined);
  }

  protected async explain(): Promise<void> {
    if (this.isAsking()) return;
    this.isAsking.set(true);
    this.failure.set(undefined);
    try {
      const { data } = await this.apollo.client.query({
        query: ExplainCommandDocument,
        variables: {
          commandId: this.commandId(),
          situation: {
            userId: this.person(),
            ...(this.guild() && { guildId: this.guild() }),
            ...(this.channel() && { channelId: this.channel() }),
          },
        },
        fetchPolicy: 'no-cache',
      });
      this.answer.set(data?.explainCommand);
    } catch (error) {
      this.answer.set(undefined);
      this.failure.set(failureOf(error));
    } finally {
      this.isAsking.set(false);
    }
  }
}
