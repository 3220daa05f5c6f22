import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--headless',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The browser that `tools/e2e.mjs` has found. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CUBE_CHROMIUM'] ?? '', args: flags });
}

/** As a laptop shows it. */
const laptop = { width: 1280, height: 800 };

/**
 * A window of somebody who shares no cookie with the other ones. Two pages at work never share a window:
 * Chromium draws the one behind only once a second.
 */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: laptop, ...options });
  return context.newPage();
}

/** Takes a picture for people to look at, when CUBE_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CUBE_SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const scheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries({
      desktop: laptop,
      phone: { width: 390, height: 844 },
    })) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize(viewport);
      // The layout settles: fonts, transitions.
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${name}-${size}-${scheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(laptop);
}

/** What the page complains about, but for what a test provokes on purpose. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
