import { ChangeDetectionStrategy, Component, computed, inject, Injectable, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { firstValueFrom } from 'rxjs';

export interface Question {
  readonly title: string;
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[];
  /** The deed and its object: "Remove Cube Demo". */
  readonly deed: string;
  /** What the other button says; "Keep it" if left out. */
  readonly otherwise?: string;
  /** Has to be typed before the deed can be done. */
  readonly name?: string;
}

@Component({
  selector: 'cube-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogModule, MatFormFieldModule, MatInput],
  template: `<h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>
      <ul>
        @for (consequence of question.consequences; track consequence) {
          <li>{{ consequence }}</li>
        }
      </ul>
      @if (question.name; as name) {
        <mat-form-field class="wide" subscriptSizing="dynamic">
          <mat-label>Type “{{ name }}” to go on</mat-label>
          <input
            matInput
            autocomplete="off"
            data-testid="confirm-name"
            #field
            (input)="typed.set(field.value)"
            (keydown.enter)="finish()"
          />
        </mat-form-field>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button type="button" mat-dialog-close>{{ question.otherwise ?? 'Keep it' }}</button>
      <button
        mat-flat-button
        type="button"
        class="danger"
        data-testid="confirm"
        [disabled]="!allowed()"
        (click)="finish()"
      >
        {{ question.deed }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    ul {
      margin: 0 0 16px;
      padding-inline-start: 20px;
    }
    li {
      margin-block: 4px;
    }
    .wide {
      width: 100%;
    }
  `,
})
export class ConfirmDialog {
  private readonly dialog = inject<MatDialogRef<ConfirmDialog, boolean>>(MatDialogRef);
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly allowed = computed(
    () => !this.question.name || this.typed().trim() === this.question.name,
  );

  protected finish(): void {
    if (this.allowed()) this.dialog.close(true);
  }
}

/** Asks before a dangerous deed, by naming what will happen. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  private readonly dialog = inject(MatDialog);

  async ask(question: Question): Promise<boolean> {
    const opened = this.dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, {
      data: question,
      width: '480px',
      maxWidth: 'calc(100vw - 32px)',
      autoFocus: question.name ? 'input' : 'first-tabbable',
    });
    return (await firstValueFrom(opened.afterClosed())) === true;
  }
}
