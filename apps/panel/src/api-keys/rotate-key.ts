import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatRadioModule } from '@angular/material/radio';

const overlaps = [
  { hours: 0, word: 'It stops working at once' },
  { hours: 1, word: 'It works for one more hour' },
  { hours: 24, word: 'It works for one more day' },
  { hours: 168, word: 'It works for one more week' },
] as const;

/** Asks for how long the secret works that a key had. Closes with the hours. */
@Component({
  selector: 'cube-rotate-key-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogModule, MatRadioModule],
  template: `<h2 mat-dialog-title>Give {{ name }} another secret?</h2>
    <mat-dialog-content>
      <p>The key keeps its scopes. What happens to the secret that it has?</p>
      <mat-radio-group aria-label="The old secret" [value]="hours()" (change)="hours.set($event.value)">
        @for (overlap of overlaps; track overlap.hours) {
          <mat-radio-button [value]="overlap.hours">{{ overlap.word }}</mat-radio-button>
        }
      </mat-radio-group>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button type="button" mat-dialog-close>Cancel</button>
      <button mat-flat-button type="button" data-testid="confirm" (click)="dialog.close(hours())">
        Rotate {{ name }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-radio-group {
      display: flex;
      flex-direction: column;
    }
  `,
})
export class RotateKeyDialog {
  protected readonly dialog = inject<MatDialogRef<RotateKeyDialog, number>>(MatDialogRef);
  protected readonly name = inject<string>(MAT_DIALOG_DATA);
  protected readonly overlaps = overlaps;
  protected readonly hours = signal<number>(24);
}
