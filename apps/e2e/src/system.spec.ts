import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

describe('[ND-15] [ND-22] the page of the system', () => {
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

  it('shows how everything does, and goes on by itself', async () => {
    await panel.goto(`${product.panel}/settings/system`);
    await panel.getByTestId('postgres').locator('[data-state]').first().waitFor();
    await panel.getByTestId('redis').getByText('Well').waitFor();
    expect(await panel.getByTestId('queue').count()).toBeGreaterThanOrEqual(3);
    const rows = panel.getByTestId('process-row');
    await rows.filter({ hasText: 'worker' }).waitFor();
    await rows.filter({ hasText: 'api' }).waitFor();
    // It is measured only because this page is open, and comes without a reload.
    await rows.filter({ hasText: 'worker' }).getByText(/\d ms/).waitFor();
    await panel.getByTestId('log-sizes').locator('summary').click();
    await panel.getByTestId('log-sizes').getByText('command.executed').waitFor();
    await picture(panel, 'system');
    expect(complaints).toEqual([]);
  }, 300_000);
});
