import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Letters of all the documents that are kept; their trees take some fifty times as many bytes. The panel's have some forty thousand. */
const mostLetters = 400_000;

/**
 * Where Apollo keeps what it has parsed. Its own weighs a tree without the text that it came from, and everybody who is signed in
 * may send texts of a quarter of a megabyte that are nearly all comment.
 */
export function documentStore() {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: mostLetters,
    sizeCalculation: ({ loc }) => Math.max(1, loc?.source.body.length ?? 0),
  });
  return {
    get: async (key: string): Promise<DocumentNode | undefined> => documents.get(key),
    set: async (key: string, document: DocumentNode): Promise<void> => void documents.set(key, document),
    delete: async (key: string): Promise<boolean> => documents.delete(key),
  };
}
