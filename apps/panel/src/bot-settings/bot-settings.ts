import { ChangeDetectionStrategy, Component, effect, ElementRef, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { botDescriptionLength, botNameLength, tokenProblems } from '@cube/discord-rules/bot';

import { OpenBot } from '../bot/open-bot';
import { BotIntents } from '../bot-report/bot-intents';
import { InviteLink } from '../bot-report/invite-link';
import { BotSecrets } from '../bot-secrets/bot-secrets';
import type { UpdateBotInput } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { Confirm } from '../ui/confirm';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Needs } from '../viewer/needs';
import { TwoPersonRule } from '../viewer/two-person-rule';
import { RemoveBotDocument, UpdateBotDocument } from './bot-settings.generated';

@Component({
  selector: 'cube-bot-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BotIntents,
    BotSecrets,
    InviteLink,
    MatButton,
    MatFormFieldModule,
    MatInput,
    Needs,
    ReactiveFormsModule,
  ],
  templateUrl: './bot-settings.html',
  styleUrl: './bot-settings.scss',
})
export class BotSettings {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly confirm = inject(Confirm);
  private readonly rule = inject(TwoPersonRule);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly bot = inject(OpenBot).bot;
  protected readonly problemOf = problemOf;
  protected readonly limits = { name: botNameLength, description: botDescriptionLength };
  protected readonly saving = signal(false);
  protected readonly about = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: follows((name) =>
        name.trim() ? [] : [{ field: 'name', message: 'Give the bot a name.' }],
      ),
    }),
    description: new FormControl('', { nonNullable: true }),
  });
  protected readonly credential = new FormGroup({
    token: new FormControl('', { nonNullable: true, validators: follows(tokenProblems) }),
  });

  constructor() {
    effect(() => {
      const bot = this.bot();
      if (bot && !this.about.dirty) this.about.setValue({ name: bot.name, description: bot.description });
    });
  }

  protected async rename(): Promise<void> {
    const { name, description } = this.about.getRawValue();
    const input = { name: name.trim(), description: description.trim() };
    if (await this.save(this.about, input, 'Saved.')) this.about.markAsPristine();
  }

  protected async replaceToken(): Promise<void> {
    const token = this.credential.getRawValue().token.trim();
    if (await this.save(this.credential, { token }, 'The token was replaced; the bot reconnects with it.')) {
      this.credential.reset();
    }
  }

  protected async removeBot(): Promise<void> {
    const bot = this.bot();
    if (!bot) return;
    const { id, name, guildCount, commandCount } = bot;
    const takesTwo = await this.rule.takesTwo('REMOVE_BOT');
    const agreed = await this.confirm.ask({
      title: `Remove ${name}?`,
      consequences: [
        `It goes offline in ${guildCount} ${guildCount === 1 ? 'server' : 'servers'}; it stays a member there until it leaves.`,
        `Its ${commandCount} ${commandCount === 1 ? 'command' : 'commands'} and its token are deleted here.`,
        'What it did stays in the log.',
        ...(takesTwo ? ['Two people must agree: this proposes it, and somebody else decides.'] : []),
      ],
      deed: takesTwo ? `Propose to remove ${name}` : `Remove ${name}`,
      name,
    });
    if (!agreed) return;
    const data = await this.deeds.runAndTell(RemoveBotDocument, { id }, `${name} was removed.`);
    if (!data) return;
    await this.router.navigate(['/bots']);
    this.deeds.forget('Bot', id);
  }

  private async save(form: FormGroup, input: UpdateBotInput, done: string): Promise<boolean> {
    const id = this.bot()?.id;
    if (!id || this.saving() || !isReady(form, this.host)) return false;
    this.saving.set(true);
    const { failure } = await this.deeds.run(UpdateBotDocument, { id, input });
    this.saving.set(false);
    if (!failure) {
      this.notices.say(done);
      return true;
    }
    const elsewhere = showProblems(form, failure.fields, this.host);
    if (failure.fields.length === 0 || elsewhere.length > 0) this.notices.refuse(failure.message, failure.id);
    return false;
  }
}
