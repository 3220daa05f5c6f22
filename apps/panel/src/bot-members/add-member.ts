import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';

import type { BotRole } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Needs } from '../viewer/needs';
import { botRoles, botRoleWords } from '../viewer/roles';
import { NewMembersDocument, SetBotMemberDocument } from './bot-members.generated';

export interface NewMember {
  readonly botId: string;
  readonly bot: string;
  /** Ids of those who are members already. */
  readonly known: readonly string[];
}

/** Whom to make a member of a bot, and as what. */
@Component({
  selector: 'cube-add-member-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, MatButton, MatDialogModule, MatFormFieldModule, MatInput, MatRadioModule, Needs],
  template: `<h2 mat-dialog-title>Add somebody to {{ about.bot }}</h2>
    <mat-dialog-content>
      <mat-form-field appearance="outline" subscriptSizing="dynamic" class="wide">
        <mat-label>Search by name or e-mail</mat-label>
        <input #field matInput type="search" data-testid="member-search" (input)="searchFor(field.value)" />
      </mat-form-field>
      @if (people.failure(); as failure) {
        <p role="alert">{{ failure.message }}</p>
      } @else {
        <mat-radio-group
          class="people"
          aria-label="Who"
          [value]="person()"
          (change)="person.set($event.value)"
        >
          @for (each of found(); track each.id) {
            <mat-radio-button [value]="each.id" data-testid="member-choice" [attr.data-name]="each.name">
              <span class="person"
                ><cube-avatar [src]="each.avatarUrl" [name]="each.name" [round]="true" /> {{ each.name }}
                <span class="quiet">{{ each.email }}</span></span
              >
            </mat-radio-button>
          } @empty {
            <p class="quiet">
              {{ people.data() ? 'Nobody else is here. Invite them on the People page first.' : 'Looking…' }}
            </p>
          }
        </mat-radio-group>
      }
      <h3 id="member-role">What they will be for it</h3>
      <mat-radio-group aria-labelledby="member-role" [value]="role()" (change)="role.set($event.value)">
        @for (each of roles; track each) {
          <mat-radio-button [value]="each"
            >{{ words[each].word }} <span class="means">{{ words[each].means }}</span></mat-radio-button
          >
        }
      </mat-radio-group>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button type="button" mat-dialog-close>Cancel</button>
      <button
        mat-flat-button
        type="button"
        data-testid="confirm"
        cubeNeeds="MANAGE_MEMBERS"
        [of]="{ botId: about.botId }"
        [whyNot]="person() ? '' : 'Choose somebody first.'"
        [busy]="busy()"
        (click)="add()"
      >
        Add to {{ about.bot }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    .wide {
      width: 100%;
    }
    mat-radio-group {
      display: flex;
      flex-direction: column;
    }
    .people {
      overflow: auto;
      max-height: 220px;
      margin-top: 8px;
    }
    .person {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      --avatar-size: 24px;
    }
    h3 {
      margin: 16px 0 4px;
      font: var(--mat-sys-title-small);
    }
    .means {
      display: block;
      color: var(--cube-quiet);
      font: var(--mat-sys-body-small);
    }
  `,
})
export class AddMemberDialog {
  private readonly deeds = inject(Deeds);
  private readonly dialog = inject<MatDialogRef<AddMemberDialog>>(MatDialogRef);
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly about = inject<NewMember>(MAT_DIALOG_DATA);
  protected readonly roles = botRoles;
  protected readonly words = botRoleWords;
  protected readonly busy = signal(false);
  protected readonly person = signal('');
  protected readonly role = signal<BotRole>('VIEWER');
  private readonly typed = signal('');
  protected readonly people = watched({
    query: NewMembersDocument,
    variables: () => ({ search: this.typed() || null }),
  });
  protected readonly found = computed(
    () => this.people.data()?.people.nodes.filter(({ id }) => !this.about.known.includes(id)) ?? [],
  );

  protected searchFor(words: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.typed.set(words.trim()), 200);
  }

  protected async add(): Promise<void> {
    const { botId, bot } = this.about;
    const accountId = this.person();
    const name = this.found().find(({ id }) => id === accountId)?.name ?? 'Somebody';
    this.busy.set(true);
    const data = await this.deeds.runAndTell(
      SetBotMemberDocument,
      { botId, accountId, role: this.role() },
      `${name} is ${botRoleWords[this.role()].word.toLowerCase()} of ${bot} now.`,
    );
    this.busy.set(false);
    if (data) this.dialog.close();
  }
}
