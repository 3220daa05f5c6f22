import { ChangeDetectionStrategy, Component, computed, inject, Injectable, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { firstValueFrom } from 'rxjs';

export interface ReasonQuestion {
  readonly title: string;
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[];
  readonly label: string;
  readonly deed: string;
  /** Letters that a reason needs; 0 where it may be left out. */
  readonly shortest: number;
  readonly isDangerous: boolean;
}

@Component({
  selector: 'cube-reason-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogModule, MatFormFieldModule, MatInput],
  template: `<h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>
      <ul>
        @for (consequence of question.consequences; track consequence) {
          <li>{{ consequence }}</li>
        }
      </ul>
      <mat-form-field class="wide" appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ question.label }}</mat-label>
        <textarea
          #field
          matInput
          rows="3"
          maxlength="500"
          data-testid="reason"
          (input)="typed.set(field.value)"
        ></textarea>
        @if (missing(); as letters) {
          <mat-hint>{{ letters }} more {{ letters === 1 ? 'letter' : 'letters' }}</mat-hint>
        }
      </mat-form-field>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button type="button" mat-dialog-close>Cancel</button>
      <button
        mat-flat-button
        type="button"
        data-testid="confirm"
        [class.danger]="question.isDangerous"
        disabledInteractive
        [disabled]="missing() > 0"
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
    .wide {
      width: 100%;
    }
  `,
})
export class ReasonDialog {
  private readonly dialog = inject<MatDialogRef<ReasonDialog, string>>(MatDialogRef);
  protected readonly question = inject<ReasonQuestion>(MAT_DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly missing = computed(() =>
    Math.max(0, this.question.shortest - this.typed().trim().length),
  );

  protected finish(): void {
    if (this.missing() === 0) this.dialog.close(this.typed().trim());
  }
}

/** Asks why before a deed that others will read about. */
@Injectable({ providedIn: 'root' })
export class AskReason {
  private readonly dialog = inject(MatDialog);

  /** The reason, or undefined when somebody thought better of it. */
  async ask(question: ReasonQuestion): Promise<string | undefined> {
    const opened = this.dialog.open<ReasonDialog, ReasonQuestion, string>(ReasonDialog, {
      data: question,
      width: '480px',
      maxWidth: 'calc(100vw - 32px)',
      autoFocus: 'textarea',
    });
    return firstValueFrom(opened.afterClosed());
  }
}
