import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { embedLimits } from '@cube/discord-rules/messages/embeds';
import type { EmbedData } from '@cube/discord-rules/steps/step-shapes';

import { EditedList } from '../../command-editor/edited-list';
import { ProblemLine } from '../../command-editor/fields/problem-line';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { Icon } from '../../ui/icon';
import { orNone, without } from '../step-form';

type EmbedField = NonNullable<EmbedData['fields']>[number];

/** A framed part of a message. */
@Component({
  selector: 'cube-embed-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButton, MatCheckbox, MatIconButton, ProblemLine, TemplateField, TextField],
  templateUrl: './embed-form.html',
  styleUrl: './embed-form.scss',
})
export class EmbedForm {
  readonly embed = input.required<EmbedData>();
  readonly path = input.required<string>();
  readonly changed = output<EmbedData>();

  protected readonly limits = embedLimits;
  protected readonly none = orNone;
  /** As somebody types it, until it is picked otherwise. */
  protected readonly typedColor = signal<string | undefined>(undefined);
  protected readonly hex = computed(() => {
    const { color } = this.embed();
    return color === undefined || Number.isNaN(color) ? '' : `#${color.toString(16).padStart(6, '0')}`;
  });
  /** Whether there is more than what most embeds have. */
  protected readonly isRich = computed(() => {
    const { author, footer, image, thumbnail, url } = this.embed();
    return [author, footer, image, thumbnail, url].some((part) => part !== undefined);
  });
  protected readonly fields = new EditedList<EmbedField>(
    () => this.embed().fields ?? [],
    (fields) => this.set({ fields: fields.length > 0 ? fields : undefined }),
  );

  protected set(part: Partial<EmbedData>): void {
    this.changed.emit(without({ ...this.embed(), ...part }));
  }

  protected setColor(text: string): void {
    const digits = text.trim().replace(/^#/, '');
    if (digits === '') this.set({ color: undefined });
    // What is half typed is no colour yet, and the rules say so.
    else this.set({ color: /^[0-9a-f]{6}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN });
  }

  protected setAuthor(part: Partial<NonNullable<EmbedData['author']>>): void {
    const author = without({ name: '', ...this.embed().author, ...part });
    const isThere = author.name !== '' || author.url !== undefined || author.iconUrl !== undefined;
    this.set({ author: isThere ? author : undefined });
  }

  protected setFooter(part: Partial<NonNullable<EmbedData['footer']>>): void {
    const footer = without({ text: '', ...this.embed().footer, ...part });
    this.set({ footer: footer.text !== '' || footer.iconUrl !== undefined ? footer : undefined });
  }

  protected setField(index: number, part: Partial<EmbedField>): void {
    const field = this.embed().fields?.[index];
    if (field) this.fields.replace(index, without({ ...field, ...part }));
  }
}
