import { ChangeDetectionStrategy, Component, computed, forwardRef, input } from '@angular/core';
import { nestedSteps } from '@cube/discord-rules/steps/step-problems';
import type { MessageData, ModalFieldData, Step } from '@cube/discord-rules/steps/step-shapes';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';

import { MessagePreview } from './message-preview';
import { ModalPreview } from './modal-preview';
import { SaidText } from './said-text';

interface Shown {
  readonly message?: MessageData & { readonly private?: boolean };
  readonly modal?: { readonly title: string; readonly fields: readonly ModalFieldData[] };
  /** What people do not see as a message. */
  readonly words?: string;
  readonly ways: readonly { readonly label: string; readonly steps: readonly Step[] }[];
}

/** What people see while the steps of a command run, one after the other, with what its buttons and branches lead to. */
@Component({
  selector: 'cube-steps-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MessagePreview, ModalPreview, SaidText, forwardRef(() => StepsPreview)],
  template: `@for (step of shown(); track $index) {
    @if (step.words; as words) {
      <p class="quiet words"><cube-said-text [text]="words" [variables]="variables()" /></p>
    }
    @if (step.message; as message) {
      <cube-message-preview
        [message]="message"
        [botName]="botName()"
        [avatarUrl]="avatarUrl()"
        [isPrivate]="message.private ?? false"
        [variables]="variables()"
      />
    }
    @if (step.modal; as modal) {
      <cube-modal-preview [title]="modal.title" [fields]="modal.fields" />
    }
    @for (way of step.ways; track $index) {
      <div class="way">
        <p class="quiet">{{ way.label }}</p>
        <cube-steps-preview
          [steps]="way.steps"
          [botName]="botName()"
          [avatarUrl]="avatarUrl()"
          [variables]="variables()"
        />
      </div>
    }
  }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 14px;
    }
    p {
      margin: 0;
      font: var(--mat-sys-body-small);
    }
    .way {
      display: flex;
      flex-direction: column;
      gap: 8px;
      padding-inline-start: 12px;
      border-inline-start: 2px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class StepsPreview {
  readonly steps = input.required<readonly Step[]>();
  readonly botName = input.required<string>();
  readonly avatarUrl = input<string | null | undefined>();
  readonly variables = input.required<readonly TemplateVariable[]>();

  protected readonly shown = computed((): readonly Shown[] =>
    this.steps().map((step) => ({ ...faceOf(step), ways: waysOf(step) })),
  );
}

function faceOf(step: Step): Omit<Shown, 'ways'> {
  switch (step.kind) {
    case 'reply':
      return { message: step };
    case 'send':
      return { words: `In the channel ${step.channel}:`, message: step };
    case 'modal':
      return { modal: step };
    case 'defer':
      return { words: 'Discord shows that the bot is thinking…' };
    case 'giveRole':
      return { words: `The role ${step.role} is given.` };
    case 'takeRole':
      return { words: `The role ${step.role} is taken.` };
    case 'set':
      return { words: `vars.${step.of ?? 'guild'}.${step.variable} is remembered.` };
    case 'http':
      return { words: `${step.method ?? 'GET'} ${step.url}` };
    case 'run':
      return { words: `/${step.command} runs.` };
    case 'wait':
      return { words: `${step.seconds} seconds pass.` };
    case 'if':
      return { words: `If ${step.value} ${step.test} ${step.with ?? ''}` };
  }
}

function waysOf(step: Step): Shown['ways'] {
  return nestedSteps(step)
    .filter(({ steps }) => steps.length > 0)
    .map(({ path, steps }) => ({ label: labelOf(step, path), steps }));
}

function labelOf(step: Step, path: string): string {
  if (path === 'then') return 'Then';
  if (path === 'else') return 'Otherwise';
  const [, row = '', index = ''] = path.split('.');
  const component = 'components' in step ? step.components?.[Number(row)]?.[Number(index)] : undefined;
  if (!component) return 'Once it is filled in';
  return 'button' in component ? `When “${component.label}” is pressed` : 'When something is chosen';
}
