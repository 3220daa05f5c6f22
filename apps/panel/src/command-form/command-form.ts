import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import {
  chatInputNameLength,
  descriptionLength,
  descriptionProblems,
  lengthOf,
  nameProblems,
  responseLength,
  responseProblems,
} from '@cube/discord-rules/chat-input';

import { OpenBot } from '../bot/open-bot';
import { CommandToEditDocument, CreateCommandDocument, UpdateCommandDocument } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Failed } from '../ui/failed';
import { follows, isReady, problemOf, showProblems } from '../ui/forms';
import { Notices } from '../ui/notices';
import { Skeleton } from '../ui/skeleton';
import { Needs } from '../viewer/needs';

/** Writes a new command, or changes one, with Discord's rules while typing. */
@Component({
  selector: 'cube-command-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    Failed,
    MatButton,
    MatFormFieldModule,
    MatInput,
    Needs,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './command-form.html',
  styleUrl: './command-form.scss',
})
export class CommandForm {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** The bot's id, from the address. */
  readonly id = input.required<string>();
  /** Absent while a new command is written. */
  readonly commandId = input<string>();

  protected readonly bot = inject(OpenBot).bot;
  protected readonly problemOf = problemOf;
  protected readonly lengthOf = lengthOf;
  protected readonly limits = {
    name: chatInputNameLength,
    description: descriptionLength,
    response: responseLength,
  };
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: follows(nameProblems) }),
    description: new FormControl('', { nonNullable: true, validators: follows(descriptionProblems) }),
    response: new FormControl('', { nonNullable: true, validators: follows(responseProblems) }),
  });
  protected readonly draft = toSignal(this.form.valueChanges);

  protected readonly page = watched({
    query: CommandToEditDocument,
    variables: () => {
      const id = this.commandId();
      return id ? { id } : undefined;
    },
  });
  protected readonly command = computed(() => this.page.data()?.command);

  constructor() {
    // Fills in once; what somebody has typed since is theirs.
    effect(() => {
      const command = this.command();
      if (!command || this.form.dirty) return;
      const { name, description, response } = command;
      this.form.setValue({ name, description, response: response ?? '' });
    });
  }

  protected async save(): Promise<void> {
    if (this.saving() || !isReady(this.form, this.host)) return;
    this.saving.set(true);
    this.failure.set(undefined);
    const input = this.form.getRawValue();
    const commandId = this.commandId();
    const { failure } = commandId
      ? await this.deeds.run(UpdateCommandDocument, { id: commandId, input })
      : await this.deeds.run(CreateCommandDocument, { input: { botId: this.id(), ...input } });
    this.saving.set(false);
    if (failure) {
      const elsewhere = showProblems(this.form, failure.fields, this.host);
      if (failure.fields.length === 0 || elsewhere.length > 0) this.failure.set(failure);
      return;
    }
    this.notices.say(`/${input.name} is saved and on its way to Discord.`);
    await this.router.navigate(['/bots', this.id(), 'commands']);
  }
}
