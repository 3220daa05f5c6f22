import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { OwnAccountFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { Confirm } from '../ui/confirm';
import { Copy } from '../ui/copy';
import { Needs } from '../viewer/needs';
import { LinkDiscordDocument, UnlinkDiscordDocument } from './account.generated';

@Component({
  selector: 'cube-own-discord',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, MatButton, Needs],
  template: `<h2>Discord</h2>
    @if (account().discordId; as id) {
      <p>You can sign in as the Discord user <cube-copy [text]="id" />.</p>
      <button
        mat-stroked-button
        type="button"
        data-testid="unlink-discord"
        [cubeNeeds]="null"
        [busy]="busy()"
        [whyNot]="onlyWay()"
        (click)="unlink()"
      >
        Take Discord from your account…
      </button>
    } @else {
      <p class="quiet">Add your Discord identity, and you can sign in by it too.</p>
      <button
        mat-stroked-button
        type="button"
        data-testid="link-discord"
        [cubeNeeds]="null"
        [busy]="busy()"
        (click)="link()"
      >
        Add Discord
      </button>
    }`,
  host: { class: 'panel' },
  styleUrl: './card.scss',
})
export class OwnDiscord {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);

  readonly account = input.required<OwnAccountFragment>();
  readonly changed = output();
  protected readonly busy = signal(false);

  protected onlyWay(): string {
    const { hasPassword, emailVerifiedAt } = this.account();
    return hasPassword && emailVerifiedAt
      ? ''
      : 'It is your only way in. Verify an e-mail and set a password first.';
  }

  protected async link(): Promise<void> {
    this.busy.set(true);
    const { data, failure } = await this.deeds.run(LinkDiscordDocument, {});
    if (data) location.assign(data.linkDiscord);
    else this.busy.set(false);
    if (failure) this.deeds.tell(failure);
  }

  protected async unlink(): Promise<void> {
    const agreed = await this.confirm.ask({
      title: 'Take Discord from your account?',
      consequences: ['You sign in by e-mail and password from now on.', 'You can add it again at any time.'],
      deed: 'Take it away',
    });
    if (!agreed) return;
    const data = await this.deeds.runAndTell(UnlinkDiscordDocument, {}, 'Discord is no way in any more.');
    if (data) this.changed.emit();
  }
}
