import assert from 'node:assert/strict';

import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

import type { Ground } from './ground';

const flags = ['--no-sandbox', '--headless', '--disable-background-networking', '--no-first-run'];

export function openBrowser({ chromium: executablePath }: Ground): Promise<Browser> {
  assert(executablePath, 'There is no Chromium here: install one, and see that it is on PATH.');
  return chromium.launch({ executablePath, args: flags });
}

/** Runs in the page, of which TypeScript knows nothing here. */
const watching = `
  window.painted = new Map();
  new MutationObserver((changes) => {
    const nodes = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const ids = nodes.flatMap((node) => node.dataset?.id ?? []);
    if (ids.length === 0) return;
    // A message that is sent in a frame is heard once that frame was painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const at = performance.timeOrigin + performance.now();
        for (const id of ids) if (!painted.has(id)) painted.set(id, at);
      };
      port2.postMessage(null);
    });
  }).observe(document.body, { childList: true, subtree: true });
`;

/** Notes when each element with a `data-id` is painted that comes into the page from now on. */
export async function watchPaint(page: Page): Promise<void> {
  await page.evaluate(watching);
}

/** By `data-id`: milliseconds of the epoch. */
export async function paintedIn(page: Page): Promise<ReadonlyMap<string, number>> {
  return new Map(z.array(z.tuple([z.string(), z.number()])).parse(await page.evaluate('[...painted]')));
}
