import { SimulatorClient } from '@cube/simulator/client';
import type { Page } from 'playwright-core';

import { picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

/** How a bot is set in a server, from the form of the panel to what members see in Discord. */
describe('the settings of a bot in a server', () => {
  let visit: Visit;
  let product: Product;
  let discord: SimulatorClient;
  let panel: Page;
  let guildId: string;
  let channel: { readonly id: string; readonly name: string };

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ product, discord, panel } = visit);
    const { applications, guilds } = await discord.state();
    const spare = applications.find(({ name }) => name === 'Spare Bot')?.id ?? '';
    guildId = guilds[0]?.id ?? '';
    const [first] = guilds[0]?.channels ?? [];
    if (!first) throw new Error('The simulator has no channel.');
    channel = first;
    // Before it is added: then it is known which intents it may ask for.
    await discord.setApplication(spare, { privilegedIntents: { members: true } });
    await discord.install(spare, guildId, { permissions: String(0x400 + 0x800) });
    await panel.goto(`${product.panel}/bots/new`);
    await panel.getByTestId('token-field').fill(await discord.revealToken(spare));
    await panel.getByTestId('submit').click();
    await panel.getByTestId('bot-status').filter({ hasText: 'Online' }).first().waitFor();
  }, 400_000);
  afterAll(() => visit?.end(), 60_000);

  it('[SA-10] are a form that follows from their schema, with each problem beside its field', async () => {
    await panel.goto(`${product.panel}/guilds/${guildId}`);
    await panel.getByRole('link', { name: 'Settings of Spare Bot here' }).click();
    await panel.getByRole('heading', { name: /^Spare Bot in / }).waitFor();
    await panel.getByTestId('setting-prefix').fill('a b');
    await panel.getByTestId('save-settings').click();
    await panel.getByTestId('field-error').filter({ hasText: 'without blanks' }).waitFor();
    await panel.getByTestId('setting-prefix').fill('?');
    await picture(panel, '60-guild-settings');
  });

  it('[SA-05] welcome whoever joins, as the panel says', async () => {
    await panel.getByTestId('setting-welcomeChannel').click();
    await panel.getByRole('option', { name: `#${channel.name}` }).click();
    const message = panel.getByTestId('setting-welcomeMessage');
    await message.fill('Ahoy ');
    await message.press('End');
    await message.pressSequentially('{{ user.na');
    await panel.getByTestId('variables').getByText('user.name', { exact: true }).waitFor();
    await picture(panel, '60-guild-settings-completion');
    await message.press('Enter');
    await message.pressSequentially(', welcome to {{ guild.n');
    await panel.getByRole('option', { name: /^guild\.name/ }).click();
    await message.pressSequentially('.');
    expect(await message.inputValue()).toBe('Ahoy {{ user.name }}, welcome to {{ guild.name }}.');
    await panel.getByTestId('save-settings').click();
    await panel.getByText('Saved: the bot follows it from now on.').waitFor();
    // The bot connects anew, for now it has to hear of members; who comes before that is not greeted.
    const isWelcomed = async (name: string) => {
      const messages = await discord.messages(channel.id, 'ada');
      return messages.some(({ content }) => content.startsWith(`Ahoy ${name}, welcome`));
    };
    const guests: string[] = [];
    while (!(await Promise.all(guests.map(isWelcomed))).includes(true)) {
      if (guests.length > 60) throw new Error('Nobody is welcomed.');
      const name = `guest${guests.length}`;
      await discord.createUser({ name });
      await discord.addMember(guildId, name);
      guests.push(name);
      await panel.waitForTimeout(500);
    }
  });

  it('[SA-34] schedule a message, which is told what it may name and shows in the list by itself', async () => {
    await panel.getByTestId('add-scheduled-message').click();
    await panel.getByTestId('scheduled-channel').click();
    await panel.getByRole('option', { name: `#${channel.name}` }).click();
    await panel.getByTestId('scheduled-cron').fill('often');
    const message = panel.getByTestId('scheduled-template');
    await message.fill('Good morning ');
    await message.press('End');
    await message.pressSequentially('{{ channel.');
    const offers = panel.getByTestId('variables');
    await offers.getByText('channel.name', { exact: true }).waitFor();
    await picture(panel, '61-scheduled-completion');
    await message.press('Enter');
    expect(await message.inputValue()).toBe('Good morning {{ channel.id }}');
    // The clock runs it, and nobody does: there is no user to name.
    await message.pressSequentially(', {{ user');
    await offers.waitFor({ state: 'detached' });
    await message.fill('Good morning {{ channel.id }}.');
    await panel.getByTestId('save-scheduled-message').click();
    await panel.getByTestId('field-error').filter({ hasText: 'five fields' }).waitFor();
    await panel.getByTestId('scheduled-cron').fill('0 9 * * 1-5');
    await panel.getByTestId('save-scheduled-message').click();
    await panel
      .getByTestId('scheduled-message-row')
      .filter({ hasText: 'Good morning {{ channel.id }}.' })
      .waitFor();
    await panel.getByTestId('add-reaction-role').click();
    await picture(panel, '61-scheduled-messages');
  });
});
