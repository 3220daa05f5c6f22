import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { OptionShape } from '@cube/discord-rules/commands/command-shape';
import type { CustomCommandType } from '@cube/discord-rules/commands/custom-command';

import { optionWords, waysOf } from '../command-editor/option-words';
import { Avatar } from '../ui/avatar';

/** What people see of a command before they run it: in the list behind "/", in a menu, or nothing. */
@Component({
  selector: 'cube-picker-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar],
  template: `@switch (type()) {
    @case ('CHAT_INPUT') {
      @for (way of ways(); track $index) {
        <div class="row">
          <cube-avatar [src]="avatarUrl()" [name]="botName()" [round]="true" />
          <div class="grow">
            <div class="call">
              <strong class="wrap-anywhere">/{{ [name() || 'name'].concat(way.words).join(' ') }}</strong>
              @for (option of way.options; track $index) {
                <span class="option" [class.optional]="!option.required" [title]="titleOf(option)">{{
                  option.name || 'option'
                }}</span>
              }
            </div>
            <div class="quiet wrap-anywhere">{{ way.description || description() || 'What it does' }}</div>
            @for (option of way.options; track $index) {
              @if (option.choices?.length) {
                <div class="quiet small wrap-anywhere">{{ option.name }}: {{ choicesOf(option) }}</div>
              }
            }
          </div>
          <span class="quiet small one-line">{{ botName() }}</span>
        </div>
      } @empty {
        <p class="quiet">A group without sub-commands shows nothing.</p>
      }
    }
    @case ('PREFIX') {
      <p class="quiet">Discord offers text commands nowhere: people write them.</p>
      <code>!{{ name() || 'name' }}</code>
    }
    @default {
      <p class="quiet">
        In the menu of a {{ type() === 'USER' ? 'person' : 'message' }}, below <strong>Apps</strong>:
      </p>
      <div class="row">
        <cube-avatar [src]="avatarUrl()" [name]="botName()" [round]="true" />
        <strong class="grow wrap-anywhere">{{ name() || 'Name' }}</strong>
      </div>
    }
  }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 6px;
      --avatar-size: 28px;
    }
    p {
      margin: 0;
    }
    .row {
      display: flex;
      align-items: flex-start;
      gap: 10px;
      padding: 8px 10px;
      border-radius: 8px;
      background: var(--mat-sys-surface-container);
    }
    .grow {
      flex: 1;
      min-width: 0;
    }
    .call {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 6px;
    }
    .option {
      padding: 0 6px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      font: var(--mat-sys-label-medium);
      line-height: 20px;
    }
    .optional {
      border-style: dashed;
    }
    .small {
      font: var(--mat-sys-body-small);
    }
    .one-line {
      max-width: 30%;
    }
  `,
})
export class PickerPreview {
  readonly type = input.required<CustomCommandType>();
  readonly name = input.required<string>();
  readonly description = input.required<string>();
  readonly options = input.required<readonly OptionShape[]>();
  readonly botName = input.required<string>();
  readonly avatarUrl = input<string | null | undefined>();

  protected readonly ways = computed(() => waysOf(this.options()));

  protected titleOf({ type, description, required }: OptionShape): string {
    return `${optionWords[type]}${required ? '' : ', optional'}. ${description}`;
  }

  protected choicesOf({ choices }: OptionShape): string {
    return (choices ?? []).map(({ name }) => name).join(' · ');
  }
}
