import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Router, RouterLink } from '@angular/router';
import { customCommandProblems, type CustomCommandType } from '@cube/discord-rules/commands/custom-command';
import { descriptionLength, nameLength } from '@cube/discord-rules/commands/names';
import { nestedSteps } from '@cube/discord-rules/steps/step-problems';
import type { Step } from '@cube/discord-rules/steps/step-shapes';

import { OpenBot } from '../bot/open-bot';
import { CommandExplain } from '../command-explain/command-explain';
import { StepList } from '../command-steps/step-list';
import { CommandTry } from '../command-try/command-try';
import { PickerPreview } from '../discord-preview/picker-preview';
import { StepsPreview } from '../discord-preview/steps-preview';
import type { CommandToEditFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import type { Failure } from '../live/failure';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Failed } from '../ui/failed';
import { FormFailure } from '../ui/form-failure';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { Skeleton } from '../ui/skeleton';
import { Access } from '../viewer/access';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { AccessForm } from './access-form';
import {
  CommandToEditDocument,
  CommandToEditLiveDocument,
  CreateCommandDocument,
  UpdateCommandDocument,
} from './command-editor.generated';
import { CommandPeople } from './command-people';
import { CommandStock } from './command-stock';
import { draftOf, kindWords, newDraft, shownName } from './draft';
import { type Pick, PickField } from './fields/pick-field';
import { ownVariables, TemplateOffers } from './fields/template-offers';
import { TextField } from './fields/text-field';
import { Translations } from './fields/translations';
import { OpenDraft } from './open-draft';
import { OptionList } from './option-list';
import { waysOf } from './option-words';
import { payloadOf } from './payload';
import { Problems } from './problems';
import { VariableList } from './variable-list';

/** Writes a command: what Discord shows of it, what it does, and who may use it, with Discord's rules while typing. */
@Component({
  selector: 'cube-command-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AccessForm,
    CommandExplain,
    CommandTry,
    Failed,
    FormFailure,
    Icon,
    MatButton,
    MatSlideToggle,
    Needs,
    OptionList,
    PickerPreview,
    PickField,
    RouterLink,
    Skeleton,
    StepList,
    StepsPreview,
    TextField,
    Translations,
    VariableList,
  ],
  providers: [CommandPeople, CommandStock, OpenDraft, Problems, TemplateOffers],
  templateUrl: './command-editor.html',
  styleUrl: './command-editor.scss',
  host: { '(window:beforeunload)': 'keepPage($event)' },
})
export class CommandEditor {
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly confirm = inject(Confirm);
  private readonly router = inject(Router);
  private readonly access = inject(Access);
  private readonly viewer = inject(Viewer);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** The bot's id, from the address. */
  readonly id = input.required<string>();
  /** Absent while a new command is written. */
  readonly commandId = input<string>();

  protected readonly bot = inject(OpenBot).bot;
  protected readonly open = inject(OpenDraft);
  protected readonly problems = inject(Problems);
  protected readonly stock = inject(CommandStock);
  protected readonly limits = { name: nameLength.max, description: descriptionLength.max };
  protected readonly saving = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly page = watched({
    query: CommandToEditDocument,
    variables: () => {
      const id = this.commandId();
      return id ? { id } : undefined;
    },
    live: {
      subscription: CommandToEditLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ commandChanged }) => commandChanged.gap !== null,
      apply: ({ commandChanged: { change, commandId } }) => {
        if (change === 'REMOVED' && commandId === this.commandId()) this.isGone.set(true);
        // What Discord took or refused stands in each command.
        if (commandId === null) this.page.refetch();
        this.stock.refresh();
      },
    },
  });
  protected readonly command = computed(() => this.page.data()?.command);
  protected readonly isGone = signal(false);
  /** The command as this form began with it, or saved it. */
  private readonly base = signal<CommandToEditFragment | undefined>(undefined);
  /** Somebody else saved it while it was being written here. */
  protected readonly other = computed(() => {
    const [command, base] = [this.command(), this.base()];
    return command && base && command.updatedAt > base.updatedAt && contentOf(command) !== contentOf(base)
      ? command
      : undefined;
  });
  protected readonly title = computed(() =>
    this.commandId() ? `Edit ${shownName(this.base() ?? this.open.now())}` : 'New command',
  );
  protected readonly shown = computed(() => shownName(this.open.now()));
  protected readonly doesInCode = computed(() => this.open.now().handler !== null);
  protected readonly kinds: readonly Pick<CustomCommandType>[] = (
    Object.keys(kindWords) as CustomCommandType[]
  ).map((value) => ({ value, ...kindWords[value] }));
  protected readonly kindMeans = computed(() => kindWords[this.open.now().type].means);
  protected readonly variables = computed(() => {
    const { shape, steps } = this.open.now();
    const options = waysOf(shape.options ?? []).flatMap((way) => way.options.map(({ name }) => name));
    return ownVariables(
      [...new Set(options)].filter((name) => name !== ''),
      fieldIds(steps),
    );
  });

  /** Only the simulator lets somebody run a command as somebody else. */
  protected readonly mayTry = computed(
    () =>
      this.viewer.installation()?.network === 'SIMULATOR' &&
      this.access.may('EDIT_COMMANDS', { botId: this.id() }),
  );

  constructor() {
    this.stock.watch(this.id);
    this.problems.watch(
      computed(() => customCommandProblems(payloadOf(this.open.now()), this.stock.around())),
    );
    inject(TemplateOffers).watch(this.variables);
    effect(() => {
      const command = this.command();
      const base = untracked(this.base);
      if (command && (!base || base.id !== command.id)) untracked(() => this.fill(command));
      // What nobody has touched follows what others save.
      else if (command && this.other() && !untracked(this.open.isChanged))
        untracked(() => this.fill(command));
      else if (!this.commandId() && untracked(this.base)) untracked(() => this.open.open(newDraft));
    });
    // What Discord refused of it stands beside the fields that it means.
    effect(() => {
      const refused = this.command()?.problems ?? [];
      if (refused.length === 0) return;
      untracked(() => {
        this.problems.tell(
          refused.map(({ field, message }) => ({
            field: /^(type|name|description)$/.test(field) ? field : `shape.${field}`,
            message: `Discord refused this: ${message}`,
          })),
        );
        this.problems.ask();
      });
    });
  }

  /** Asks before what is written here is lost. */
  mayLeave(): boolean | Promise<boolean> {
    if (!this.open.isChanged() || this.isGone()) return true;
    return this.confirm.ask({
      title: 'Leave without saving?',
      consequences: [`What you changed of ${this.shown()} is lost.`],
      deed: 'Leave without saving',
      otherwise: 'Stay here',
    });
  }

  protected keepPage(event: BeforeUnloadEvent): void {
    if (this.open.isChanged()) event.preventDefault();
  }

  protected takeOther(): void {
    const command = this.command();
    if (command) this.fill(command);
  }

  protected bindToCode(inCode: boolean): void {
    this.open.change({ handler: inCode ? '' : null });
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.problems.tell([]);
    this.problems.ask();
    if (this.problems.found().length > 0) {
      this.showFirst();
      return;
    }
    this.saving.set(true);
    this.failure.set(undefined);
    const { saved, failure } = await this.send();
    this.saving.set(false);
    if (failure) {
      this.failure.set(failure);
      this.problems.tell(
        failure.fields.map(({ field, message }) => ({ field: field.replace(/^input\./, ''), message })),
      );
      this.problems.ask();
      this.showFirst();
      return;
    }
    this.problems.reset();
    this.base.set(saved);
    this.open.keep();
    this.notices.say(
      saved.type === 'PREFIX'
        ? `${shownName(saved)} is saved.`
        : `${shownName(saved)} is saved and on its way to Discord.`,
    );
    if (!this.commandId()) {
      await this.router.navigate(['/bots', this.id(), 'commands', saved.id], { replaceUrl: true });
    }
  }

  private async send(): Promise<
    | { readonly saved: CommandToEditFragment; readonly failure?: undefined }
    | { readonly saved?: undefined; readonly failure: Failure }
  > {
    const { enabled } = this.open.now();
    const { type, ...input } = payloadOf(this.open.now());
    const id = this.commandId();
    if (!id) {
      const made = await this.deeds.run(CreateCommandDocument, {
        input: { botId: this.id(), type, enabled, ...input },
      });
      return made.failure ? made : { saved: made.data.createCommand };
    }
    const written = await this.deeds.run(UpdateCommandDocument, { id, input: { ...input, enabled } });
    return written.failure ? written : { saved: written.data.updateCommand };
  }

  private fill(command: CommandToEditFragment): void {
    this.base.set(command);
    this.open.open(draftOf(command));
    this.problems.reset();
  }

  /** The cards that hold something wrong unfold first. */
  private showFirst(): void {
    setTimeout(() => {
      const field = this.host.querySelector<HTMLElement>(
        '.mat-form-field-invalid :is(input, textarea, mat-select)',
      );
      (field ?? this.host.querySelector<HTMLElement>('[data-testid=field-error]'))?.scrollIntoView({
        block: 'center',
      });
      field?.focus();
    }, 50);
  }
}

/** What somebody writes of a command; whether Discord has it already is none of it. */
const contentOf = (command: CommandToEditFragment): string =>
  JSON.stringify([draftOf(command).enabled, payloadOf(draftOf(command))]);

const fieldIds = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => [
    ...(step.kind === 'modal' ? step.fields.map(({ id }) => id) : []),
    ...nestedSteps(step).flatMap((list) => fieldIds(list.steps)),
  ]);
