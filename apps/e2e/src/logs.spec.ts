import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

describe('[SC-21] the page of the log', () => {
  let product: Product;
  let browser: Browser;
  let panel: Page;
  let complaints: string[];

  beforeAll(async () => {
    product = await Product.start();
    browser = await openBrowser();
    panel = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = complaintsOf(panel);
    await signInWithDiscord(panel, product, 'ada');
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  const rows = () => panel.getByTestId('log-row');

  it('finds by words, counts by what it found, and hands it out as a file', async () => {
    await panel.goto(`${product.panel}/logs`);
    await rows().first().waitFor();
    await picture(panel, 'log');
    await panel.getByTestId('log-search').fill('ada sign*');
    await panel.waitForURL('**/logs?q=ada**');
    await rows().filter({ hasText: 'ada' }).first().waitFor();
    await panel.getByTestId('show-counts').click();
    await panel.getByTestId('histogram').waitFor();
    const facet = panel.getByTestId('facet-kind').first();
    await facet.waitFor();
    await picture(panel, 'log-counts');
    await facet.click();
    await panel.waitForURL('**kind=**');
    await panel.locator('[data-testid=facet-kind][aria-pressed=true]').waitFor();
    await rows().first().waitFor();
    await picture(panel, 'log-narrowed');
    const [file] = await Promise.all([
      panel.waitForEvent('download'),
      panel.getByTestId('export-csv').click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await panel.getByTestId('log-search').fill('nothingofthiskind');
    await panel.getByText('Nothing matches these filters yet.').waitFor();
    await picture(panel, 'log-empty');
    expect(complaints).toEqual([]);
  }, 180_000);
});
