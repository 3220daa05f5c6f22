import {
  ChangeDetectionStrategy,
  Component,
  computed,
  forwardRef,
  inject,
  input,
  output,
} from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import type {
  ChannelType,
  ChoiceShape,
  OptionShape,
  OptionType,
} from '@cube/discord-rules/commands/command-shape';
import type { Localizations } from '@cube/discord-rules/commands/locales';
import { descriptionLength, nameLength } from '@cube/discord-rules/commands/names';

import { ChoiceList } from './choice-list';
import { NumberField } from './fields/number-field';
import { PickField } from './fields/pick-field';
import { PicksField } from './fields/picks-field';
import { ProblemLine } from './fields/problem-line';
import { TextField } from './fields/text-field';
import { Translations } from './fields/translations';
import { OpenDraft } from './open-draft';
import { OptionList } from './option-list';
import { channelWords, type OptionPlace, picksOf, retyped, typesAt } from './option-words';
import { SuggestionField } from './suggestion-field';

/** One option: what people see of it, and what may be filled in. */
@Component({
  selector: 'cube-option-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ChoiceList,
    MatCheckbox,
    NumberField,
    forwardRef(() => OptionList),
    PickField,
    PicksField,
    ProblemLine,
    SuggestionField,
    TextField,
    Translations,
  ],
  templateUrl: './option-editor.html',
  styleUrl: './option-editor.scss',
})
export class OptionEditor {
  private readonly draft = inject(OpenDraft);

  readonly option = input.required<OptionShape>();
  readonly path = input.required<string>();
  readonly place = input.required<OptionPlace>();
  readonly changed = output<OptionShape>();

  protected readonly limits = { name: nameLength.max, description: descriptionLength.max };
  protected readonly channels = picksOf(channelWords);
  protected readonly types = computed(() => typesAt(this.place()));
  protected readonly isNumber = computed(() => ['INTEGER', 'NUMBER'].includes(this.option().type));
  protected readonly hasChoices = computed(() => this.isNumber() || this.option().type === 'STRING');
  protected readonly isNesting = computed(() =>
    ['SUB_COMMAND', 'SUB_COMMAND_GROUP'].includes(this.option().type),
  );

  protected change(part: Partial<OptionShape>): void {
    this.changed.emit({ ...this.option(), ...part });
  }

  /** What is suggested for it goes along. */
  protected rename(name: string): void {
    const { [this.option().name]: suggestion, ...others } = this.draft.now().suggestions;
    if (suggestion) this.draft.change({ suggestions: { ...others, [name]: suggestion } });
    this.change({ name });
  }

  protected setType(type: OptionType): void {
    this.changed.emit(retyped(this.option(), type));
  }

  protected setChannels(channelTypes: readonly ChannelType[]): void {
    this.change({ channelTypes });
  }

  protected setChoices(choices: readonly ChoiceShape[]): void {
    this.change({ choices });
  }

  protected translate(field: 'nameLocalizations' | 'descriptionLocalizations', texts: Localizations): void {
    this.change({ [field]: texts });
  }
}
