import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { contentLength } from '@cube/discord-rules/messages/content';
import { embedLimits } from '@cube/discord-rules/messages/embeds';
import type { EmbedData, FileData, MessageData } from '@cube/discord-rules/steps/step-shapes';

import { EditedList } from '../../command-editor/edited-list';
import { ProblemLine } from '../../command-editor/fields/problem-line';
import { TemplateField } from '../../command-editor/fields/template-field';
import { ItemCard } from '../../command-editor/item-card';
import { Icon } from '../../ui/icon';
import { orNone } from '../step-form';
import { ComponentRows } from './component-rows';
import { EmbedForm } from './embed-form';
import { FileForm } from './file-form';

/** What a message says: text, embeds, buttons and menus, files. */
@Component({
  selector: 'cube-message-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ComponentRows, EmbedForm, FileForm, Icon, ItemCard, MatButton, ProblemLine, TemplateField],
  templateUrl: './message-form.html',
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
  `,
})
export class MessageForm {
  readonly message = input.required<MessageData>();
  readonly path = input.required<string>();
  readonly changed = output<Partial<MessageData>>();

  protected readonly mostContent = contentLength.max;
  protected readonly mostEmbeds = embedLimits.embeds;
  protected readonly mostFiles = 10;
  protected readonly none = orNone;
  protected readonly embeds = new EditedList<EmbedData>(
    () => this.message().embeds ?? [],
    (embeds) => this.changed.emit({ embeds: embeds.length > 0 ? embeds : undefined }),
  );
  protected readonly files = new EditedList<FileData>(
    () => this.message().files ?? [],
    (files) => this.changed.emit({ files: files.length > 0 ? files : undefined }),
  );

  protected setRows(components: MessageData['components']): void {
    this.changed.emit({ components: components?.length ? components : undefined });
  }
}
