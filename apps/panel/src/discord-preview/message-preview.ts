import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ComponentData, EmbedData, MessageData } from '@cube/discord-rules/steps/step-shapes';
import { type TemplateVariable, templateVariables } from '@cube/discord-rules/template-variables';

import { Avatar } from '../ui/avatar';
import { SaidText } from './said-text';

/** A message of a bot as Discord shows it, in the colours of this page. */
@Component({
  selector: 'cube-message-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, SaidText],
  templateUrl: './message-preview.html',
  styleUrl: './message-preview.scss',
})
export class MessagePreview {
  readonly message = input.required<MessageData>();
  readonly botName = input.required<string>();
  readonly avatarUrl = input<string | null | undefined>();
  readonly isPrivate = input(false);
  readonly isTemplate = input(true);
  readonly variables = input<readonly TemplateVariable[]>(templateVariables);
  /** Whether buttons can be pressed: those of a message that somebody really got. */
  readonly isLive = input(false);
  /** The place of the button that was pressed. */
  readonly pressed = output<{ readonly row: number; readonly index: number }>();

  protected readonly isEmpty = computed(() => {
    const { content, embeds, components, files } = this.message();
    return !content && [embeds, components, files].every((list) => !list?.length);
  });

  protected colorOf({ color }: EmbedData): string | null {
    return color === undefined || Number.isNaN(color) ? null : `#${color.toString(16).padStart(6, '0')}`;
  }

  protected lookOf(component: ComponentData): string {
    return 'button' in component ? component.button : 'menu';
  }

  protected labelOf(component: ComponentData): string {
    if ('button' in component) return component.label;
    return component.placeholder ?? 'Make a selection';
  }

  protected emojiOf(component: ComponentData): string {
    const emoji = 'button' in component ? (component.emoji ?? '') : '';
    // One of a guild's own has a name and an id, and its picture is Discord's.
    return /^<?a?:?(\w+):\d+>?$/.exec(emoji)?.[1] ?? emoji;
  }

  protected canPress(component: ComponentData): boolean {
    return (
      this.isLive() && 'button' in component && component.button !== 'link' && !(component.disabled ?? false)
    );
  }
}
