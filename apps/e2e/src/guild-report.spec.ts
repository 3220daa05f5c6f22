import { SimulatorClient } from '@cube/simulator/client';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

import { complaintsOf, openBrowser, openWindow, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

const manageRoles = String(1n << 28n);

describe('what a bot lacks, as an admin meets it', () => {
  let product: Product;
  let discord: SimulatorClient;
  let browser: Browser;
  let panel: Page;
  let complaints: string[];
  let applicationId = '';
  let guildId = '';
  let botPage = '';

  beforeAll(async () => {
    product = await Product.start();
    discord = new SimulatorClient(product.simulator);
    browser = await openBrowser();
    panel = await openWindow(browser);
    complaints = complaintsOf(panel);
    const { applications, guilds } = await discord.state();
    applicationId = applications.find(({ name }) => name === 'Cube Demo')?.id ?? '';
    guildId = guilds.find(({ name }) => name === 'Cube Café')?.id ?? '';
    await discord.install(applicationId, guildId, { permissions: '0' });
    await signInWithDiscord(panel, product, 'ada');
    await panel.getByTestId('nav-bots').click();
    const row = panel.locator('[data-testid=bot-row][data-name="Cube Demo"]');
    await panel.locator('[data-testid=bot-row][data-name="Cube Demo"][data-status=ONLINE]').waitFor();
    await row.getByRole('link').first().click();
    await panel.getByRole('heading', { name: 'Cube Demo' }).waitFor();
    botPage = panel.url();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  const botId = () => botPage.split('/').at(-1) ?? '';
  const lack = (sentence: string) => panel.getByTestId('missing').filter({ hasText: sentence });
  const write = async (input: object) => {
    const answer = await panel.evaluate(
      async (variables) => {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: 'mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }',
            variables,
          }),
        });
        return response.json();
      },
      { input: { botId: botId(), description: 'Does.', ...input } },
    );
    return z.object({ data: z.object({ createCommand: z.object({ id: z.string() }) }) }).parse(answer);
  };

  it('[SA-10] says which command needs what, and takes it back when the permission is given in Discord', async () => {
    const role = await discord.createRole(guildId, { name: 'Regulars' });
    await write({ name: 'regular', steps: [{ kind: 'giveRole', role }] });
    await lack('/regular needs Manage Roles in Cube Café.').waitFor();
    await picture(panel, 'report-overview');
    await panel.goto(`${product.panel}/guilds/${guildId}`);
    await lack('/regular needs Manage Roles.').waitFor();
    await panel.locator('[data-testid=role][data-name=Regulars]').waitFor();
    await picture(panel, 'report-guild');
    await discord.install(applicationId, guildId, { permissions: manageRoles });
    await lack('/regular needs Manage Roles.').waitFor({ state: 'detached' });
    await panel.getByTestId('bot-permissions').filter({ hasText: 'Manage Roles' }).waitFor();
    await panel.goto(botPage);
    await panel.getByText('Last commands').waitFor();
    expect(await panel.getByTestId('missing').count()).toBe(0);
  });

  it('[SC-09] shows which privileged intent is missing where, and connects the bot with it once it is there', async () => {
    await write({ name: 'hello', type: 'PREFIX', steps: [{ kind: 'reply', content: 'Hi.' }] });
    const sentence = '!hello needs the intent Message Content.';
    const state = (allowed: boolean) =>
      panel.locator(`[data-testid=privileged-intent][data-name=MessageContent][data-allowed=${allowed}]`);
    await discord.setApplication(applicationId, { privilegedIntents: { messageContent: false } });
    await panel.getByTestId('tab-settings').click();
    await panel.getByTestId('read-intents').click();
    await state(false).filter({ hasText: 'Needed by !hello' }).waitFor();
    await panel.getByTestId('tab-overview').click();
    await lack(sentence).waitFor();
    await discord.setApplication(applicationId, { privilegedIntents: { messageContent: true } });
    await panel.getByTestId('tab-settings').click();
    await panel.getByTestId('read-intents').click();
    await state(true).waitFor();
    await panel.getByText('Message Content').first().waitFor();
    await picture(panel, 'report-intents');
    await panel.getByTestId('tab-overview').click();
    await lack(sentence).waitFor({ state: 'detached' });
  });

  it('[SC-09] asks for intents that somebody chose by hand, and says how Discord takes that', async () => {
    await discord.setApplication(applicationId, { privilegedIntents: { presence: false } });
    await panel.getByTestId('tab-settings').click();
    await panel.getByTestId('intents-by-hand').getByRole('radio').click();
    await panel.getByTestId('intent-GuildPresences').getByRole('checkbox').click();
    await panel.getByTestId('save-intents').click();
    await panel.getByTestId('bot-reason').filter({ hasText: 'Switch on “Presence Intent”' }).waitFor();
    await picture(panel, 'report-refused');
    await panel.getByTestId('intents-automatic').getByRole('radio').click();
    await panel.getByTestId('save-intents').click();
    await panel.getByTestId('bot-status').filter({ hasText: 'Online' }).first().waitFor();
  });

  it('[SC-10] builds an invite link by which somebody lets the bot in with what was chosen', async () => {
    await discord.createGuild({ name: 'Annex', owner: 'ada' });
    await panel.getByText('Permissions', { exact: true }).click();
    const isChosen = (name: string) =>
      panel.getByTestId(`permission-${name}`).getByRole('checkbox').isChecked();
    // What /regular needs.
    expect([await isChosen('ManageRoles'), await isChosen('BanMembers')]).toEqual([true, false]);
    await panel.getByTestId('permission-BanMembers').getByRole('checkbox').click();
    await picture(panel, 'report-invite');
    const link = (await panel.getByTestId('invite-link').textContent()) ?? '';
    expect(link).toContain(`${product.simulator}/oauth2/authorize`);
    const opened = panel.waitForEvent('popup');
    await panel.getByTestId('open-invite').click();
    const consent = await opened;
    await consent.locator('[data-testid=authorize-user][data-name=ada]').click();
    await consent.getByTestId('authorize-guild').selectOption({ label: 'Annex' });
    await consent.getByTestId('authorize-approve').click();
    await panel.getByTestId('tab-guilds').click();
    const row = panel.locator('[data-testid=guild-row][data-name=Annex]');
    await row.getByRole('link').first().click();
    await panel.getByTestId('bot-permissions').filter({ hasText: 'Ban Members' }).waitFor();
    await consent.close();
  });

  it('[SA-06] reads the servers anew and leaves one, each when it is asked to', async () => {
    await panel.goto(`${botPage}/guilds`);
    const row = panel.locator('[data-testid=guild-row][data-name=Annex]');
    await row.waitFor();
    await panel.getByTestId('sync-guilds').click();
    await panel.getByRole('status').filter({ hasText: 'Read from Discord' }).waitFor();
    await row.getByTestId('leave-guild').click();
    await picture(panel, 'report-leave');
    await panel.getByTestId('confirm').click();
    await row.waitFor({ state: 'detached' });
    const { guilds } = await discord.state();
    expect(guilds.find(({ name }) => name === 'Annex')?.applicationIds).toEqual([]);
    await panel.getByTestId('nav-logs').click();
    await panel.getByTestId('log-row').filter({ hasText: 'Cube Demo left Annex.' }).first().waitFor();
    await panel.getByTestId('log-row').filter({ hasText: 'Cube Demo joined Annex.' }).first().waitFor();
    expect(complaints).toEqual([]);
  });
});
