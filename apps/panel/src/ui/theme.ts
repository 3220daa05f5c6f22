import { DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'cube.theme';

const remembered = (): ThemeChoice => {
  const choice = localStorage.getItem(key);
  return choice === 'light' || choice === 'dark' ? choice : 'system';
};

/** Light, dark, or what the system says; remembered in this browser (public/theme.js applies it before the first paint). */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly document = inject(DOCUMENT);
  readonly choice = signal(remembered());

  constructor() {
    effect(() => {
      this.document.documentElement.dataset['theme'] = this.choice();
      localStorage.setItem(key, this.choice());
    });
  }
}
