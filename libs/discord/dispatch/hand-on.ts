import { Catch, type ExceptionFilter } from '@nestjs/common';

/** What a command throws goes on to the dispatcher, which knows a fault from a refusal; Nest would log either as a fault of its own. */
@Catch()
export class HandOn implements ExceptionFilter {
  /** Asynchronous, because Nest takes a filter that returns nothing for one that did not handle it. */
  async catch(error: unknown): Promise<never> {
    throw error;
  }
}
