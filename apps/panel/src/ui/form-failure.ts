import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** What the server said about a whole form. */
@Component({
  selector: 'cube-form-failure',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (failure(); as failed) {
    <div class="notice" role="alert">
      <p>
        {{ failed.message }}
        @if (failed.id) {
          <br />Error id <code>{{ failed.id }}</code>
        }
      </p>
    </div>
  }`,
  styles: `
    :host {
      display: block;
    }
    :host:empty {
      display: none;
    }
  `,
})
export class FormFailure {
  readonly failure = input<{ readonly message: string; readonly id?: string | undefined } | undefined>();
}
