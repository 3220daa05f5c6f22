import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

describe('[SC-50] the errors of the log', () => {
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

  it('have a page of their own beside everything, reached by keyboard', async () => {
    await panel.goto(`${product.panel}/logs`);
    await panel.getByTestId('log-search').waitFor();
    await panel.getByTestId('tab-errors').focus();
    await panel.keyboard.press('Enter');
    await panel.waitForURL('**/logs/errors');
    await panel.getByRole('heading', { name: 'No open errors' }).waitFor();
    await picture(panel, 'errors-none');
    await panel.getByRole('button', { name: 'Show all errors' }).click();
    await panel.waitForURL('**/logs/errors?state=all');
    await panel.goto(`${product.panel}/logs?kind=REQUEST_SERVED`);
    await panel.locator('[data-testid=log-row][data-kind=REQUEST_SERVED]').first().waitFor();
    await picture(panel, 'requests');
    expect(complaints).toEqual([]);
  }, 120_000);
});
