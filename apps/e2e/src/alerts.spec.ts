import type { Page } from 'playwright-core';

import { picture } from './browser';
import { Visit } from './visit';

/** Somebody says who is told when something is wrong, and sees it come and go without a reload. */
describe('[SA-26] [SA-32] alerts', () => {
  let visit: Visit;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ panel: page, complaints } = visit);
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

  const choose = async (testId: string, option: string): Promise<void> => {
    await page.getByTestId(testId).click();
    await page.getByRole('option', { name: option }).click();
  };

  it('are set up in two forms, fire live, and are over when the rule no longer finds them', async () => {
    await page.getByTestId('nav-alerts').click();
    await page.getByTestId('no-alerts').waitFor();

    await page.getByTestId('new-target').click();
    await page.getByTestId('submit').click();
    await page.getByTestId('field-error').first().waitFor();
    await page.getByTestId('target-name').fill('Night shift');
    await page.getByTestId('target-email').fill('ops@example.org');
    await page.getByTestId('submit').click();
    await page.getByTestId('target-row').filter({ hasText: 'ops@example.org' }).waitFor();

    // What stands there first is the rule that helps most; a full disk is what this machine can show.
    await page.getByTestId('new-rule').click();
    await page.getByTestId('rule-name').waitFor();
    expect(await page.getByTestId('rule-name').inputValue()).toBe('A bot is offline');
    expect(await page.getByTestId('rule-for').inputValue()).toBe('300');
    await choose('rule-kind', 'A disk is full');
    expect(await page.getByTestId('rule-name').inputValue()).toBe('A disk is full');
    await page.getByTestId('rule-threshold').fill('1');
    await page.getByTestId('rule-for').fill('0');
    await page.getByTestId('rule-calm').fill('0');
    await choose('rule-targets', 'Night shift');
    await page.keyboard.press('Escape');
    await page.getByTestId('submit').click();
    await page.locator('[data-testid=alert-row][data-state=FIRING]').first().waitFor();
    await page.getByTestId('rule-row').filter({ hasText: 'tells Night shift' }).waitFor();
    await page.getByTestId('target-row').filter({ hasText: 'last told' }).waitFor();
    await picture(page, 'alerts');

    await page.getByTestId('rule-row').getByRole('link', { name: 'A disk is full' }).click();
    await page.getByTestId('rule-threshold').waitFor();
    expect(await page.getByTestId('rule-threshold').inputValue()).toBe('1');
    await page.getByTestId('rule-threshold').fill('100');
    await picture(page, 'alert-rule');
    await page.getByTestId('submit').click();
    await page.locator('[data-testid=alert-row][data-state=RESOLVED]').first().waitFor();
    await page.getByTestId('no-alerts').waitFor();
    expect(complaints).toEqual([]);
  }, 300_000);
});
