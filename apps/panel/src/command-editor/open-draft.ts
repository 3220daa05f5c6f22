import { computed, Injectable, signal } from '@angular/core';

import { type Draft, newDraft } from './draft';

/** The command that is being written, and what it was when it was last saved. Provided by the editor's page. */
@Injectable()
export class OpenDraft {
  private readonly draft = signal<Draft>(newDraft);
  private readonly saved = signal<Draft>(newDraft);

  readonly now = this.draft.asReadonly();
  readonly isChanged = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.saved()));

  open(draft: Draft): void {
    this.draft.set(draft);
    this.saved.set(draft);
  }

  change(part: Partial<Draft>): void {
    this.draft.update((draft) => ({ ...draft, ...part }));
  }

  /** What stands here is kept by the server too. */
  keep(): void {
    this.saved.set(this.draft());
  }
}
