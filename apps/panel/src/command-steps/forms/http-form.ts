import { ChangeDetectionStrategy, Component, inject } from '@angular/core';

import { CommandStock } from '../../command-editor/command-stock';
import { PairsField } from '../../command-editor/fields/pairs-field';
import { type Pick, PickField } from '../../command-editor/fields/pick-field';
import { TemplateField } from '../../command-editor/fields/template-field';
import { TextField } from '../../command-editor/fields/text-field';
import { orNone, StepForm } from '../step-form';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

@Component({
  selector: 'cube-http-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PairsField, PickField, TemplateField, TextField],
  template: `<div class="line">
      <cube-pick-field
        label="Method"
        [value]="step().method ?? 'GET'"
        [picks]="methods"
        [path]="path() + '.method'"
        (changed)="set({ method: $event })"
      />
      <cube-template-field
        label="Address"
        code
        hint="On the public internet; nothing within your own network."
        [value]="step().url"
        [path]="path() + '.url'"
        (changed)="set({ url: $event })"
      />
    </div>
    <cube-pairs-field
      what="a header"
      [more]="stock.secrets()"
      [pairs]="step().headers"
      [path]="path() + '.headers'"
      (changed)="set({ headers: $event })"
    />
    <p class="quiet">
      A key belongs into a secret of the bot (its settings), not into a header: write
      {{ '{{ secret.API_KEY }' + '}' }} where it is sent.
    </p>
    @if (step().method && step().method !== 'GET') {
      <cube-template-field
        label="Body"
        code
        [more]="stock.secrets()"
        [rows]="3"
        [value]="step().body"
        [path]="path() + '.body'"
        (changed)="set({ body: none($event) })"
      />
    }
    <cube-text-field
      label="Name of the answer"
      code
      placeholder="http"
      [hint]="'Read it as ' + (step().as || 'http') + '.status, .text, .json and .headers.'"
      [value]="step().as"
      [path]="path() + '.as'"
      (changed)="set({ as: none($event) })"
    />`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
    p {
      margin: 0;
      font: var(--mat-sys-body-small);
    }
    .line {
      display: grid;
      grid-template-columns: 120px minmax(0, 1fr);
      gap: 12px;
    }
  `,
})
export class HttpForm extends StepForm<'http'> {
  protected readonly stock = inject(CommandStock);
  protected readonly none = orNone;
  protected readonly methods: readonly Pick<Method>[] = (
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
  ).map((value) => ({ value, word: value }));
}
