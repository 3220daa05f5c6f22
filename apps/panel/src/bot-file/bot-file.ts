import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import { OpenBot } from '../bot/open-bot';
import { PlannedChange } from '../command-plan/planned-change';
import type { BotFilePlanFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { type Failure, failureOf } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { ApplyBotImportDocument, BotFileDocument, PlanBotImportDocument } from './bot-file.generated';

/** A shape and a word each: never colour alone. */
const actions = {
  CREATE: { word: 'Create', shape: '+', tone: 'good' },
  UPDATE: { word: 'Change', shape: '~', tone: 'busy' },
  DELETE: { word: 'Delete', shape: '−', tone: 'bad' },
  UNCHANGED: { word: 'Unchanged', shape: '=', tone: 'idle' },
} as const;

/** A bot as a file: to take away, to edit, and to see what it would change before it does. */
@Component({
  selector: 'cube-bot-file',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, Icon, MatButton, MatFormFieldModule, MatInput, Needs, PlannedChange],
  templateUrl: './bot-file.html',
  styleUrl: './bot-file.scss',
})
export class BotFile {
  private readonly apollo = inject(Apollo);
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly bot = inject(OpenBot).bot;
  protected readonly text = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  private readonly compared = signal<
    { readonly yaml: string; readonly plan: BotFilePlanFragment } | undefined
  >(undefined);
  /** Of the text as it stands: another text is another plan. */
  protected readonly plan = computed(() => {
    const compared = this.compared();
    return compared?.yaml === this.text() ? compared.plan : undefined;
  });
  protected readonly rows = computed(() =>
    (this.plan()?.things ?? [])
      .filter(({ action }) => action !== 'UNCHANGED')
      .map(({ key, action, title, line, changes }) => ({
        ...actions[action],
        key,
        action,
        shown: line === null ? title : `${title} · line ${line}`,
        commandId: undefined,
        fields: action === 'DELETE' ? [] : changes,
        problems: [],
      })),
  );
  protected readonly sum = computed(() =>
    (['CREATE', 'UPDATE', 'DELETE'] as const)
      .map((action) => ({ action, count: this.rows().filter((row) => row.action === action).length }))
      .filter(({ count }) => count > 0)
      .map(({ action, count }) => `${count} to ${actions[action].word.toLowerCase()}`)
      .join(', '),
  );

  constructor() {
    effect(() => void this.takeFrom(this.id()));
  }

  protected async takeFrom(botId: string): Promise<void> {
    const data = await this.ask(BotFileDocument, { botId });
    if (data) this.text.set(data.exportBot);
  }

  protected async open(files: FileList | null): Promise<void> {
    const file = files?.item(0);
    if (file) this.text.set(await file.text());
  }

  protected download(): void {
    const url = URL.createObjectURL(new Blob([this.text()], { type: 'application/yaml' }));
    const link = Object.assign(document.createElement('a'), {
      href: url,
      download: `${this.bot()?.name ?? 'bot'}.yaml`,
    });
    link.click();
    URL.revokeObjectURL(url);
  }

  protected async compare(): Promise<void> {
    const yaml = this.text();
    const data = await this.ask(PlanBotImportDocument, { botId: this.id(), yaml });
    this.compared.set(data && { yaml, plan: data.planBotImport });
  }

  protected async apply(): Promise<void> {
    const plan = this.plan();
    if (!plan || this.busy()) return;
    this.busy.set(true);
    const variables = { botId: this.id(), yaml: this.text(), planHash: plan.hash };
    const { failure } = await this.deeds.run(ApplyBotImportDocument, variables);
    this.busy.set(false);
    this.failure.set(failure);
    this.compared.set(undefined);
    if (failure) return;
    this.notices.say('The bot is as the file says; its commands are on their way to Discord.');
    await this.takeFrom(this.id());
  }

  private async ask<Data, Variables extends OperationVariables>(
    query: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data | undefined> {
    this.busy.set(true);
    this.failure.set(undefined);
    try {
      const asked = this.apollo.query<Data, OperationVariables>({
        query,
        variables,
        fetchPolicy: 'no-cache',
      });
      return (await firstValueFrom(asked)).data;
    } catch (error) {
      this.failure.set(failureOf(error));
      return undefined;
    } finally {
      this.busy.set(false);
    }
  }
}
