import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

/** Short messages at the foot of the page; Material announces them politely. */
@Injectable({ providedIn: 'root' })
export class Notices {
  private readonly bar = inject(MatSnackBar);

  say(sentence: string): void {
    this.bar.open(sentence, 'Close', { duration: 5_000 });
  }

  /** With a button that leads on. */
  offer(sentence: string, label: string, goOn: () => void): void {
    this.bar.open(sentence, label, { duration: 12_000 }).onAction().subscribe(goOn);
  }

  refuse(sentence: string, id?: string): void {
    this.bar.open(id ? `${sentence} (error ${id})` : sentence, 'Close', {
      duration: 12_000,
      politeness: 'assertive',
    });
  }
}
