import { withoutKeys } from './key-format';

type Listener = (key: string) => void;

/** Shared by the process and not injected: texts are cleaned in places that no container reaches, such as the log's writer. */
const listeners = new Set<Listener>();

/** Hears of every API key that stands where none may stand. A listener must not log what it hears. */
export function onLeak(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text without API keys; whoever revokes leaked ones is told of each. */
export const cleaned = (text: string): string =>
  withoutKeys(text, '[api key]', (key) => listeners.forEach((listener) => listener(key)));
