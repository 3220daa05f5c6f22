import { randomBytes } from 'node:crypto';

import type { OpenSecret } from './secret-store';

/**
 * Stands for secrets while templates are written: a template has a mark that nobody can guess, and the secret takes its place
 * at the very last. Whatever a template does to it, no part of a secret and nothing made of one ever comes out.
 */
export class Marks {
  private readonly marks: readonly { readonly name: string; readonly value: string; readonly mark: string }[];

  constructor(secrets: readonly OpenSecret[]) {
    this.marks = secrets.map(({ name, value }) => ({
      name,
      value,
      mark: `secret-${randomBytes(16).toString('hex')}`,
    }));
  }

  /** What a template reads as `secret`. */
  get variables(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.marks.map(({ name, mark }) => [name, mark]));
  }

  /** Puts the secrets where their marks are. */
  exchange(written: string): string {
    // In one pass: what looks like a mark within a secret stays as it is.
    return written.replaceAll(
      /secret-[\da-f]{32}/g,
      (found) => this.marks.find(({ mark }) => mark === found)?.value ?? found,
    );
  }
}
