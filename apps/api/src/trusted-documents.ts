import { createHash } from 'node:crypto';

import { Unauthenticated } from '@cube/platform/errors';

import manifest from './trusted-documents.generated.json';

interface TrustedDocument {
  readonly name: string;
  readonly text: string;
  readonly anonymous?: boolean;
}

/** The documents that the panel sends, made from its source (`tools/documents.mjs`). The few that strangers need are marked. */
export class TrustedDocuments {
  private readonly byHash = new Map<string, TrustedDocument>(Object.entries(manifest));

  /**
   * Apollo's cache of persisted documents, read only: a hash of the manifest may be sent instead of the text, and
   * nobody can register another.
   */
  readonly cache = {
    get: async (key: string): Promise<string | undefined> => this.byHash.get(key.replace(/^apq:/, ''))?.text,
    set: async (): Promise<void> => undefined,
    delete: async (): Promise<boolean> => false,
  };

  /** The name of the operation of a document, which is found by its SHA-256; undefined for one that is not ours. */
  nameOf(hash: string | undefined): string | undefined {
    return hash === undefined ? undefined : this.byHash.get(hash)?.name;
  }

  /**
   * Throws unless a stranger may run this request as it stands. Nothing of it has been parsed yet, and the answer is
   * the same whatever is wrong, so that nothing about the schema can be learnt by asking.
   */
  refuseStrangers(method: string, body: unknown): void {
    if (method === 'POST' && this.isForAnybody(body)) return;
    throw new Unauthenticated('Sign in first.');
  }

  private isForAnybody(body: unknown): boolean {
    if (!isRecord(body)) return false;
    const { query, extensions } = body;
    const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
    const named = isRecord(persisted) ? persisted['sha256Hash'] : undefined;
    const meant = typeof query === 'string' ? hashOf(query) : named;
    if (typeof meant !== 'string' || (named !== undefined && named !== meant)) return false;
    return this.byHash.get(meant)?.anonymous === true;
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
