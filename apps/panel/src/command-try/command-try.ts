import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { OptionShape } from '@cube/discord-rules/commands/command-shape';

import { type Draft, shownName } from '../command-editor/draft';
import { type Pick, PickField } from '../command-editor/fields/pick-field';
import { TextField } from '../command-editor/fields/text-field';
import { optionWords, waysOf } from '../command-editor/option-words';
import { MessagePreview } from '../discord-preview/message-preview';
import type { LogRowFragment, TrialRunSeenFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { outcomes } from '../logs/log-rows';
import { FormFailure } from '../ui/form-failure';
import { Needs } from '../viewer/needs';
import {
  TrialGuildsDocument,
  TrialRunsLiveDocument,
  TryButtonDocument,
  TryCommandDocument,
  TryFormDocument,
} from './command-try.generated';
import { readFile, type TrialUpload } from './read-file';
import { readForm, readMessage, type SeenForm, type SeenMessage } from './read-message';

/** Something that was tried, and what came of it. */
interface Tried {
  readonly deed: string;
  readonly run: TrialRunSeenFragment;
  readonly userId: string;
  readonly message: SeenMessage | undefined;
  readonly form: SeenForm | undefined;
}

const states = {
  ANSWERED: '',
  DEFERRED: 'The bot promised an answer, and has not given it yet.',
  FAILED: 'The bot is not connected: start it, then try again.',
  TIMEOUT: 'The bot did not answer within three seconds.',
} as const satisfies Record<TrialRunSeenFragment['state'], string>;

/** Tries the saved command in the simulator, as one of its people. Where Discord is the real one, it shows nothing. */
@Component({
  selector: 'cube-command-try',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, MessagePreview, Needs, PickField, TextField],
  templateUrl: './command-try.html',
  styleUrl: './command-try.scss',
})
export class CommandTry {
  private readonly deeds = inject(Deeds);

  readonly botId = input.required<string>();
  readonly commandId = input.required<string>();
  readonly draft = input.required<Draft>();
  /** What is not saved cannot be tried. */
  readonly isChanged = input.required<boolean>();
  readonly botName = input.required<string>();
  readonly avatarUrl = input<string | null | undefined>();

  private readonly chosen = signal<Readonly<Record<string, string>>>({});
  private readonly entries = signal<ReadonlyMap<string, LogRowFragment>>(new Map());
  private readonly done = signal<readonly Tried[]>([]);
  protected readonly running = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly page = watched({
    query: TrialGuildsDocument,
    variables: () => ({ botId: this.botId() }),
    live: {
      subscription: TrialRunsLiveDocument,
      variables: (after) => ({ botId: this.botId(), after }),
      gap: ({ commandExecuted }) => commandExecuted.gap !== null,
      apply: ({ commandExecuted: { entry } }) => {
        const id = entry?.execution?.interactionId;
        if (entry && id) this.entries.update((known) => new Map(known).set(id, entry));
      },
    },
  });

  protected readonly guilds = computed(() => this.page.data()?.trialGuilds ?? []);
  protected readonly guild = computed(
    () => this.guilds().find(({ id }) => id === this.chosen()['guild']) ?? this.guilds()[0],
  );
  protected readonly guildPicks = computed(() => this.guilds().map(pickOf));
  protected readonly channelPicks = computed(() =>
    (this.guild()?.channels ?? []).map(({ id, name }) => ({ value: id, word: `#${name}` })),
  );
  protected readonly personPicks = computed(() => (this.guild()?.people ?? []).map(pickOf));
  protected readonly channel = computed(() => this.valid('channel', this.channelPicks()));
  protected readonly person = computed(() => this.valid('person', this.personPicks()));
  protected readonly target = computed(() => this.valid('target', this.personPicks()));

  protected readonly ways = computed(() =>
    this.draft().type === 'CHAT_INPUT' ? waysOf(this.draft().shape.options ?? []) : [],
  );
  protected readonly wayPicks = computed(() =>
    this.ways().map(({ words }, index) => ({
      value: `${index}`,
      word: [shownName(this.draft()), ...words].join(' '),
    })),
  );
  protected readonly way = computed(() => this.valid('way', this.wayPicks()));
  protected readonly fields = computed(() =>
    (this.ways()[Number(this.way())]?.options ?? []).map((option) => ({
      option,
      label: `${option.name}${option.required ? '' : ' (optional)'}`,
      kind: optionWords[option.type],
      picks: this.picksOf(option),
      value: this.chosen()[`option.${option.name}`] ?? '',
    })),
  );
  /** What is written to run a text command. */
  protected readonly text = computed(() => this.chosen()['text'] ?? `${shownName(this.draft())} `);
  private readonly files = signal<Readonly<Record<string, TrialUpload | undefined>>>({});
  protected readonly whyNot = computed(() => {
    if (this.isChanged()) return 'Save the command first: what is saved is tried.';
    if (!this.draft().enabled) return 'The command is switched off.';
    if (this.draft().type === 'PREFIX' && this.text().trim() === '') return 'Write the command.';
    const missing = this.fields().find(({ option, value }) => option.required && value === '');
    return missing ? `Fill in ${missing.option.name}.` : '';
  });
  protected readonly tried = computed(() =>
    this.done().map((each) => ({
      ...each,
      sentence: states[each.run.state],
      entry: this.entries().get(each.run.interactionId),
    })),
  );

  protected choose(what: string, value: string): void {
    this.chosen.update((chosen) => ({ ...chosen, [what]: value }));
  }

  protected verdictOf({ execution }: LogRowFragment) {
    return execution ? outcomes[execution.outcome] : undefined;
  }

  protected async run(): Promise<void> {
    const guild = this.guild();
    if (!guild || this.running()) return;
    const way = this.ways()[Number(this.way())];
    const isText = this.draft().type === 'PREFIX';
    const name = [shownName(this.draft()), ...(way?.words ?? [])].join(' ');
    const deed = isText ? `writes ${this.text()}` : `runs ${name}`;
    const fields = this.fields().filter(({ option }) => option.type !== 'ATTACHMENT');
    this.done.set([]);
    await this.attempt(`${this.nameOf(this.person())} ${deed}`, async () => {
      const { data, failure } = await this.deeds.run(TryCommandDocument, {
        input: {
          commandId: this.commandId(),
          guildId: guild.id,
          channelId: this.channel(),
          userId: this.person(),
          words: [...(way?.words ?? [])],
          options: Object.fromEntries(fields.flatMap(({ option, value }) => given(option, value))),
          files: this.fields().flatMap(({ option: { name: option } }) => {
            const file = this.files()[option];
            return file ? [{ option, ...file }] : [];
          }),
          ...(isText && { text: this.text() }),
          ...(this.draft().type === 'USER' && { targetId: this.target() }),
        },
      });
      return { run: data?.tryCommand, failure };
    });
  }

  protected async press({ message, userId }: Tried, row: number, index: number): Promise<void> {
    const customId = message?.customIds[row]?.[index];
    const component = message?.said.components?.[row]?.[index];
    if (!message || !customId || !component || this.running()) return;
    const label = 'button' in component ? component.label : '';
    await this.attempt(`${this.nameOf(userId)} presses ${label}`, async () => {
      const { data, failure } = await this.deeds.run(TryButtonDocument, {
        input: { commandId: this.commandId(), messageId: message.id, customId, userId },
      });
      return { run: data?.tryButton, failure };
    });
  }

  /** Takes a file for an option; too large a one is refused before it is sent. */
  protected async takeFile(option: string, input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    const taken = file ? await readFile(file) : undefined;
    this.failure.set(taken?.failure);
    if (taken?.failure) input.value = '';
    this.files.update((files) => ({ ...files, [option]: taken?.file }));
    this.choose(`option.${option}`, taken?.file?.name ?? '');
  }

  protected write(form: SeenForm, field: string, value: string): void {
    this.choose(`form.${form.customId}.${field}`, value);
  }

  protected writtenIn(form: SeenForm, { id, value }: SeenForm['fields'][number]): string {
    return this.chosen()[`form.${form.customId}.${id}`] ?? value;
  }

  protected async submit({ form, run, userId }: Tried): Promise<void> {
    if (!form || this.running()) return;
    const values = Object.fromEntries(form.fields.map((field) => [field.id, this.writtenIn(form, field)]));
    await this.attempt(`${this.nameOf(userId)} sends ${form.title}`, async () => {
      const { data, failure } = await this.deeds.run(TryFormDocument, {
        input: {
          commandId: this.commandId(),
          interactionId: run.interactionId,
          customId: form.customId,
          values,
          userId,
        },
      });
      return { run: data?.tryForm, failure };
    });
  }

  private async attempt(
    deed: string,
    work: () => Promise<{ run: TrialRunSeenFragment | undefined; failure: Failure | undefined }>,
  ): Promise<void> {
    const userId = this.person();
    this.running.set(true);
    this.failure.set(undefined);
    const { run, failure } = await work();
    this.running.set(false);
    this.failure.set(failure);
    if (!run) return;
    const seen = { message: readMessage(run.message), form: readForm(run.modal) };
    this.done.update((done) => [...done, { deed, run, userId, ...seen }]);
  }

  private nameOf(userId: string): string {
    return this.guild()?.people.find(({ id }) => id === userId)?.name ?? 'Somebody';
  }

  /** What was chosen, if it is still there, and else the first. */
  private valid(what: string, picks: readonly Pick<string>[]): string {
    const chosen = this.chosen()[what];
    return picks.some(({ value }) => value === chosen) ? (chosen ?? '') : (picks[0]?.value ?? '');
  }

  private picksOf({ type, choices, required }: OptionShape): readonly Pick<string>[] {
    const guild = this.guild();
    const all = (): readonly Pick<string>[] => {
      if (choices?.length) return choices.map(({ name, value }) => ({ value: `${value}`, word: name }));
      if (type === 'BOOLEAN') return yesOrNo;
      if (type === 'USER') return this.personPicks();
      if (type === 'CHANNEL') return this.channelPicks();
      if (type === 'ROLE') return (guild?.roles ?? []).map(pickOf);
      if (type === 'MENTIONABLE') return [...this.personPicks(), ...(guild?.roles ?? []).map(pickOf)];
      return [];
    };
    const picks = all();
    return picks.length > 0 && !required ? [{ value: '', word: 'Left out' }, ...picks] : picks;
  }
}

const yesOrNo: readonly Pick<string>[] = [
  { value: 'true', word: 'Yes' },
  { value: 'false', word: 'No' },
];

const pickOf = ({ id, name }: { readonly id: string; readonly name: string }): Pick<string> => ({
  value: id,
  word: name,
});

/** As the simulator takes the value of an option; what is left out is no value. */
function given({ type, name }: OptionShape, value: string): readonly (readonly [string, unknown])[] {
  if (value === '') return [];
  if (type === 'BOOLEAN') return [[name, value === 'true']];
  return [[name, type === 'INTEGER' || type === 'NUMBER' ? Number(value) : value]];
}
