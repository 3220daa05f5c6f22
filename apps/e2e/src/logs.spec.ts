import type { Page } from 'playwright-core';

import { picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

describe('[SC-21] the page of the log', () => {
  let visit: Visit;
  let product: Product;
  let panel: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ product, panel, complaints } = visit);
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

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
