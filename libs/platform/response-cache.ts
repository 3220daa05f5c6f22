import { createHash } from 'node:crypto';

import { LRUCache } from 'lru-cache';

interface Asked<Question> {
  readonly question: Question;
}

/** Seconds for which an answer is given again. */
export const believedFor = 5;

/**
 * Answers that cost much and may be a few seconds old, kept in this process. A question must hold all that its answer
 * depends on, what its asker may see included: whoever asks the same may know the same. Those who ask while it is being
 * answered wait for that answer; a failure is told to them all, and kept for nobody.
 */
export class ResponseCache<Question extends object, Answer extends object> {
  private readonly answers: LRUCache<string, Answer, Asked<Question>>;

  /** Keeps `most` answers, and leaves out who was asked for longest ago. */
  constructor(most: number, ask: (question: Question) => Promise<Answer>) {
    this.answers = new LRUCache({
      max: most,
      ttl: believedFor * 1000,
      fetchMethod: (_key, _old, { context }) => ask(context.question),
      // Whoever waits gets the answer, though others have pushed it out meanwhile.
      ignoreFetchAbort: true,
    });
  }

  async get(question: Question): Promise<Answer> {
    // A viewer's reach may name thousands of bots: the key does not keep them.
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
    return this.answers.forceFetch(key, { context: { question } });
  }
}
