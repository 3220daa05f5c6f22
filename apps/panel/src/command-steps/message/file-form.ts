import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { FileData } from '@cube/discord-rules/steps/step-shapes';

import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { TemplateField } from '../../command-editor/fields/template-field';

type Source = 'content' | 'url';

/** A file that goes along with a message. */
@Component({
  selector: 'cube-file-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PickField, TemplateField],
  template: `<div class="line">
      <cube-template-field
        label="File name"
        [value]="file().name"
        [path]="path() + '.name'"
        (changed)="changed.emit({ ...file(), name: $event })"
      />
      <cube-pick-field
        label="What is in it"
        [value]="source()"
        [picks]="sources"
        [path]="path() + '.source'"
        (changed)="write($event, '')"
      />
    </div>
    <cube-template-field
      [label]="source() === 'url' ? 'Address' : 'Text'"
      [rows]="source() === 'url' ? 1 : 3"
      [value]="file()[source()]"
      [path]="path() + '.' + source()"
      (changed)="write(source(), $event)"
    />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
    .line {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(160px, 100%), 1fr));
      gap: 12px;
    }
  `,
})
export class FileForm {
  readonly file = input.required<FileData>();
  readonly path = input.required<string>();
  readonly changed = output<FileData>();

  protected readonly sources: readonly Pick<Source>[] = [
    { value: 'content', word: 'Text written here' },
    { value: 'url', word: 'A file from the internet' },
  ];
  protected readonly source = computed((): Source => (this.file().url === undefined ? 'content' : 'url'));

  protected write(source: Source, text: string): void {
    this.changed.emit({ name: this.file().name, [source]: text });
  }
}
