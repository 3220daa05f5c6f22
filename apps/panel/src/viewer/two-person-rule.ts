import { inject, Injectable } from '@angular/core';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import { TwoPersonRuleDocument } from '../approvals/approvals.generated';
import type { DangerousDeed } from '../graphql.generated';

/** Whether a dangerous deed takes a second person, so that its button can say so before it is pressed. */
@Injectable({ providedIn: 'root' })
export class TwoPersonRule {
  private readonly apollo = inject(Apollo);

  async takesTwo(deed: DangerousDeed): Promise<boolean> {
    try {
      const { data } = await firstValueFrom(
        this.apollo.query({ query: TwoPersonRuleDocument, fetchPolicy: 'network-only' }),
      );
      return data?.twoPersonRule.deeds.includes(deed) ?? false;
    } catch {
      // The server decides anyway; without an answer the button promises nothing.
      return false;
    }
  }
}
