import type { Page } from 'playwright-core';

import { picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

describe('[ND-15] [ND-22] the page of the system', () => {
  let visit: Visit;
  let product: Product;
  let panel: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ product, panel, complaints } = visit);
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

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
