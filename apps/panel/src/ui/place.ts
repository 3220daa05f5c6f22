import { effect, Injectable, signal } from '@angular/core';

export interface Crumb {
  readonly label: string;
  readonly link?: string;
}

/** Where the reader is, for the top bar. */
@Injectable({ providedIn: 'root' })
export class Place {
  private readonly crumbs = signal<readonly Crumb[]>([]);
  readonly path = this.crumbs.asReadonly();

  /** Call it from a page's constructor: follows what the page learns about itself. */
  here(path: () => readonly Crumb[]): void {
    effect(() => this.crumbs.set(path()));
  }
}
