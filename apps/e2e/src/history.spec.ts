import type { Page } from 'playwright-core';
import { z } from 'zod';

import { openWindow, picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

/** A command that is edited twice, looked back at, and brought back in part, while its bot answers by it. */
describe('[SA-03] [SA-10] the history of a bot', () => {
  let visit: Visit;
  let product: Product;
  let panel: Page;
  let chat: Page;
  let complaints: readonly string[];
  let botId = '';
  let commandId = '';

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ product, panel, complaints } = visit);
    chat = await openWindow(visit.browser);
    await panel.goto(`${product.panel}/bots`);
    await panel.locator('[data-testid=bot-row][data-status=ONLINE]').waitFor();
    const { bots } = await send(
      '{ bots { nodes { id } } }',
      z.object({ bots: z.object({ nodes: z.array(z.object({ id: z.string() })) }) }),
    );
    botId = bots.nodes[0]?.id ?? '';
    const { createCommand } = await send(
      `mutation { createCommand(input: {
        botId: "${botId}", name: "motd", description: "Says the motto.", response: "First things first." }) { id } }`,
      z.object({ createCommand: z.object({ id: z.string() }) }),
    );
    commandId = createCommand.id;
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

  async function send<Data>(query: string, shape: z.ZodType<Data>): Promise<Data> {
    const text = await panel.evaluate(async (sent) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: sent }),
      });
      return response.text();
    }, query);
    return z.object({ data: shape }).parse(JSON.parse(text)).data;
  }
  const row = (number: number) =>
    panel.locator(`[data-testid=version-row][data-title="/motd"][data-number="${number}"]`);
  const difference = (path: string) => panel.locator(`[data-testid=difference][data-path="${path}"]`);

  /** Runs the command in the chat until the bot says this: Discord may have had an older one a moment ago. */
  async function untilAnswered(words: string): Promise<void> {
    const said = chat.locator('[data-testid=message][data-author="Cube Demo"]', { hasText: words });
    while ((await said.count()) === 0) {
      await chat.getByTestId('composer').fill('/motd');
      await chat.locator('[data-testid=command-option][data-name=motd]').click();
      await said
        .last()
        .waitFor({ timeout: 3000 })
        .catch(() => undefined);
    }
  }

  it('shows each change as it is made, with who made it', async () => {
    await panel.goto(`${product.panel}/bots/${botId}/commands`);
    await panel.locator('[data-testid=command-sync-state][data-state=DONE]').waitFor();
    await panel.getByTestId('edit-command').click();
    await panel.getByTestId('command-description').fill('Says what counts.');
    await panel.getByTestId('steps.0.content').fill('Second thoughts are best.');
    await panel.getByTestId('submit').click();
    await panel.getByTestId('unsaved').waitFor({ state: 'detached' });
    await panel.getByTestId('command-history').click();
    await row(2).waitFor();
    expect(await row(2).textContent()).toMatch(/ada changed the .*description.* of \/motd/);
    // Somebody else changes it, and the page shows it without being asked.
    await send(
      `mutation { updateCommand(id: "${commandId}", input: { response: "Third time lucky." }) { id } }`,
      z.object({}),
    );
    await row(3).waitFor();
    await row(1).waitFor();
  });

  it('compares any two moments', async () => {
    await row(3).click();
    await difference('steps.0.content').waitFor();
    expect(await panel.getByTestId('difference').count()).toBe(1);
    expect(await panel.getByTestId('before').textContent()).toBe('Second thoughts are best.');
    expect(await panel.getByTestId('after').textContent()).toBe('Third time lucky.');
    await picture(panel, 'history-1-change');
    await panel.getByTestId('compare-with').click();
    await panel.getByRole('option', { name: 'Version 1' }).click();
    await difference('description').waitFor();
    expect(await difference('description').getByTestId('before').textContent()).toBe('Says the motto.');
    expect(await difference('steps.0.content').getByTestId('before').textContent()).toBe(
      'First things first.',
    );
    expect(panel.url()).toContain('against=1');
    await picture(panel, 'history-2-compared');
  });

  it('restores one field and no other, and the bot answers by it', async () => {
    await chat.goto(product.simulator);
    await chat.getByTestId('member-select').selectOption({ label: 'ada' });
    await chat.locator('[data-testid=channel][data-name=general]').click();
    await untilAnswered('Third time lucky.');
    await difference('steps.0.content').getByTestId('restore-before').click();
    await panel.getByTestId('confirm').waitFor();
    await picture(panel, 'history-3-confirm');
    await panel.getByTestId('confirm').click();
    await row(4).waitFor();
    expect(await row(4).textContent()).toContain('restored the steps of /motd from version 1');
    await untilAnswered('First things first.');
    const { command } = await send(
      `{ command(id: "${commandId}") { description } }`,
      z.object({ command: z.object({ description: z.string() }) }),
    );
    expect(command.description).toBe('Says what counts.');
  });

  it('says in the log which version served an execution, and leads to it', async () => {
    await panel.getByTestId('tab-logs').click();
    const link = panel
      .locator('[data-testid=log-row][data-command=motd]')
      .first()
      .getByRole('link', { name: 'version 4' });
    await link.waitFor();
    await picture(panel, 'history-4-log');
    await link.click();
    await panel.locator('[data-testid=version-detail][data-number="4"]').waitFor();
  });

  it('brings a deleted command back whole', async () => {
    await send(`mutation { deleteCommand(id: "${commandId}") }`, z.object({}));
    await row(5).click();
    await difference('description').waitFor();
    await picture(panel, 'history-5-deleted');
    await panel.locator('[data-testid=restore-all][data-number="4"]').click();
    await panel.getByTestId('confirm').click();
    await row(6).waitFor();
    expect(await row(6).textContent()).toContain('brought /motd back');
    await chat.reload();
    await chat.locator('[data-testid=channel][data-name=general]').click();
    const before = await chat.locator('[data-testid=message]', { hasText: 'First things first.' }).count();
    await chat.getByTestId('composer').fill('/motd');
    await chat.locator('[data-testid=command-option][data-name=motd]').click();
    await chat.locator('[data-testid=message]', { hasText: 'First things first.' }).nth(before).waitFor();
    expect(complaints).toEqual([]);
  });

  it('explains why what is so already cannot be restored', async () => {
    const button = panel.locator('[data-testid=restore-all][data-number="6"]');
    await button.hover();
    await panel.getByText('This is how it is now.').first().waitFor();
    await button.click({ force: true });
    expect(await panel.getByTestId('confirm').count()).toBe(0);
  });
});
