import { SimulatorClient } from '@cube/simulator/client';
import type { Page } from 'playwright-core';

import { picture } from './browser';
import { Visit } from './visit';

/** Somebody takes a bot away as a file, edits it, sees what would change, and applies it. */
describe('[SC-15] import and export', () => {
  let visit: Visit;
  let discord: SimulatorClient;
  let panel: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada', { reducedMotion: 'reduce' });
    ({ discord, panel, complaints } = visit);
    await panel.getByTestId('nav-bots').click();
    await panel.locator('[data-testid=bot-row][data-name="Cube Demo"][data-status=ONLINE]').waitFor();
    await panel
      .locator('[data-testid=bot-row][data-name="Cube Demo"]')
      .getByRole('link', { name: 'Cube Demo' })
      .click();
    await panel.getByTestId('tab-file').click();
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

  it('shows that what was exported changes nothing', async () => {
    const text = panel.getByTestId('file-text');
    while (!(await text.inputValue()).includes('name: Cube Demo')) await panel.waitForTimeout(50);
    await panel.getByTestId('file-compare').click();
    await panel.getByTestId('file-same').waitFor();
    await picture(panel, 'yaml-1-same');
  });

  it('names the line of a mistake', async () => {
    const file = panel.getByTestId('file-text');
    const yaml = await file.inputValue();
    await file.fill(`${yaml}colour: red\n`);
    await panel.getByTestId('file-compare').click();
    await panel
      .getByTestId('file-problems')
      .getByText(/Line \d+: There is no “colour” here/)
      .waitFor();
    await picture(panel, 'yaml-2-mistake');
    await file.fill(yaml);
  });

  it('shows what an edited file would change, applies it, and the bot behaves so', async () => {
    const command = `commands:
  - name: greet
    description: Greets.
    steps:
      - kind: reply
        content: Written in a file.
`;
    await panel
      .getByTestId('file-text')
      .fill(`version: 1\nbot:\n  name: Cube Demo\n  description: From a file.\n${command}`);
    await panel.getByTestId('file-compare').click();
    await panel.locator('[data-testid=file-change][data-action=CREATE]').getByText('/greet').waitFor();
    await panel.locator('[data-testid=file-change][data-key=bot]').getByText('From a file.').waitFor();
    await picture(panel, 'yaml-3-plan');
    await panel.getByTestId('file-apply').click();
    await panel.getByText('The bot is as the file says').waitFor();
    await panel.getByTestId('tab-commands').click();
    await panel.locator('[data-testid=command-sync-state][data-state=DONE]').waitFor();
    const { message } = await discord.run('/greet', { as: 'ada', in: '#general', application: 'Cube Demo' });
    expect(message).toMatchObject({ content: 'Written in a file.' });
    expect(complaints).toEqual([]);
  });
});
