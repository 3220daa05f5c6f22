import { ChangeDetectionStrategy, Component, ElementRef, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { botNameLength, tokenProblems } from '@cube/discord-rules/bot';

import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { FormFailure } from '../ui/form-failure';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Place } from '../ui/place';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { AddBotDocument } from './add-bot.generated';

@Component({
  selector: 'cube-add-bot',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormFailure, MatButton, MatFormFieldModule, MatInput, Needs, ReactiveFormsModule, RouterLink],
  templateUrl: './add-bot.html',
})
export class AddBot {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly viewer = inject(Viewer);
  protected readonly problemOf = problemOf;
  protected readonly nameLength = botNameLength;
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = new FormGroup({
    token: new FormControl('', { nonNullable: true, validators: follows(tokenProblems) }),
    name: new FormControl('', { nonNullable: true }),
  });

  constructor() {
    inject(Place).here(() => [{ label: 'Bots', link: '/bots' }, { label: 'Add a bot' }]);
  }

  protected async addBot(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const { token, name } = this.form.getRawValue();
    const { data, failure } = await this.deeds.run(AddBotDocument, {
      input: { token: token.trim(), ...(name.trim() ? { name: name.trim() } : {}) },
    });
    this.saving.set(false);
    if (failure) {
      const elsewhere = showProblems(this.form, failure.fields, this.host);
      if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
      return;
    }
    this.form.reset();
    this.notices.say(`${data.addBot.name} was added.`);
    await this.router.navigate(['/bots', data.addBot.id]);
  }
}
