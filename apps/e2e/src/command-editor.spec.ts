import { SimulatorClient } from '@cube/simulator/client';
import type { Page } from 'playwright-core';
import { z } from 'zod';

import { picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

/** Somebody builds a command in the panel, and Discord gets what the preview showed. */
describe('[SC-44] the editor of commands', () => {
  let visit: Visit;
  let product: Product;
  let discord: SimulatorClient;
  let panel: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada', { reducedMotion: 'reduce' });
    ({ product, discord, panel, complaints } = visit);
    await panel.getByTestId('nav-bots').click();
    await panel.locator('[data-testid=bot-row][data-name="Cube Demo"][data-status=ONLINE]').waitFor();
    await panel
      .locator('[data-testid=bot-row][data-name="Cube Demo"]')
      .getByRole('link', { name: 'Cube Demo' })
      .click();
    await panel.getByTestId('tab-commands').click();
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

  const field = (path: string) => panel.getByTestId(path);
  const pick = async (path: string, value: string) => {
    await field(path).click();
    await panel.locator(`mat-option[data-value="${value}"]`).click();
    await panel.locator('mat-option').first().waitFor({ state: 'detached' });
  };
  const add = async (path: string, value?: string) => {
    await field(`add ${path}`).click();
    if (value)
      await panel.locator(`[mat-menu-item]:is([data-type="${value}"], [data-kind="${value}"])`).click();
  };

  it('[SA-34] says beside the field what Discord would refuse, before anything is sent', async () => {
    await field('new-command').click();
    await field('command-name').fill('Two Words');
    await field('command-description').click();
    await panel.getByTestId('field-error').filter({ hasText: 'no spaces' }).waitFor();
    await field('submit').click();
    // All of them at once, and the first has the focus.
    await panel.getByTestId('field-error').filter({ hasText: 'what the command does' }).waitFor();
    await panel.getByTestId('field-error').filter({ hasText: 'Write something' }).waitFor();
    await panel.locator('[data-testid=command-name]:focus').waitFor();
    await picture(panel, 'editor-1-refused');
  });

  it('[SA-34] builds a command with a sub-command, an option with choices, an embed and a button, and previews it', async () => {
    await field('command-name').fill('order');
    await field('command-description').fill('Orders something.');
    await add('shape.options', 'SUB_COMMAND');
    await field('shape.options.0.name').fill('drink');
    await field('shape.options.0.description').fill('Orders a drink.');
    await add('shape.options.0.options', 'STRING');
    await field('shape.options.0.options.0.name').fill('what');
    await field('shape.options.0.options.0.description').fill('Which drink.');
    for (const [index, name] of ['Tea', 'Coffee'].entries()) {
      await add('shape.options.0.options.0.choices');
      await field(`shape.options.0.options.0.choices.${index}.name`).fill(name);
    }
    await picture(panel, 'editor-2-options');
    await field('steps.0.content').fill('One {{ options.what }} for {{ user.name }}.');
    await add('steps.0.embeds');
    await field('steps.0.embeds.0.title').fill('Your order');
    await field('steps.0.embeds.0.description').fill('It is **on its way**.');
    await field('steps.0.embeds.0.color').fill('#2e8b57');
    await add('steps.0.button');
    await field('steps.0.components.0.0.label').fill('Cancel');
    await pick('steps.0.components.0.0.button', 'danger');
    await add('steps.0.components.0.0.steps', 'reply');
    await field('steps.0.components.0.0.steps.0.content').fill('Nothing is brought.');

    const preview = field('preview');
    await preview.getByText('/order drink').waitFor();
    await preview.getByText('what: Tea · Coffee').waitFor();
    await preview.getByTestId('embed-preview').getByText('Your order').waitFor();
    await preview.getByText('When “Cancel” is pressed').waitFor();
    await preview.getByText('Nothing is brought.').waitFor();
    await picture(panel, 'editor-3-steps');
  });

  it('[SA-34] offers the variables while somebody types two braces, by keyboard', async () => {
    await field('steps.0.embeds.0.title').fill('Your order, ');
    await field('steps.0.embeds.0.title').press('End');
    await panel.keyboard.type('{{ user.dis');
    await field('variables')
      .getByRole('option', { name: /user.displayName/ })
      .waitFor();
    await picture(panel, 'editor-4-variables');
    await panel.keyboard.press('Enter');
    expect(await field('steps.0.embeds.0.title').inputValue()).toBe('Your order, {{ user.displayName }}');
    await panel.keyboard.type('.');
    await field('preview').getByTestId('embed-preview').getByText('Ada').waitFor();
  });

  it('[SA-34] asks before it lets go of what is not saved, and moves steps by keyboard', async () => {
    await field('tab-logs').click();
    await panel.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click();
    await add('steps', 'wait');
    await field('up steps.1').press('Enter');
    await panel.getByText('1. Wait').waitFor();
    await field('down steps.0').press('Enter');
    await panel.getByText('1. Reply').first().waitFor();
    await field('remove steps.1').press('Enter');
    expect(await field('steps.0.embeds.0.title').inputValue()).toBe('Your order, {{ user.displayName }}.');
  });

  it('[SA-34] saves it, and Discord has it as it was previewed', async () => {
    await field('submit').click();
    await panel.getByRole('heading', { name: 'Edit /order' }).waitFor();
    await field('unsaved').waitFor({ state: 'detached' });
    await picture(panel, 'editor-5-saved');
    await field('tab-commands').click();
    await panel.locator('[data-testid=command-sync-state][data-state=DONE]').waitFor();
    const { message } = await discord.run('/order drink', {
      as: 'ada',
      in: '#general',
      application: 'Cube Demo',
      options: { what: 'Tea' },
    });
    expect(message).toMatchObject({
      content: 'One Tea for ada.',
      embeds: [{ title: 'Your order, ada.', description: 'It is **on its way**.', color: 0x2e8b57 }],
    });
    await panel.locator('[data-testid=command-row][data-name=order]').getByTestId('edit-command').click();
    await field('fold shape.options.0').click();
    expect(await field('shape.options.0.description').inputValue()).toBe('Orders a drink.');
  });

  it('[SA-34] [SA-04] tries the saved command in the simulator: the answer is as previewed, and its button too', async () => {
    await field('try-command').scrollIntoViewIfNeeded();
    await field('try.option.what').click();
    await panel.locator('mat-option', { hasText: 'Coffee' }).click();
    await field('try-command').click();
    const tried = field('tried');
    await tried.first().getByText('One Coffee for ada.').waitFor();
    await tried.first().getByTestId('embed-preview').getByText('Your order, ada.').waitFor();
    await tried.first().getByTestId('trial-log').getByText('Answered').waitFor();
    await tried.first().getByTestId('press').filter({ hasText: 'Cancel' }).click();
    await tried.nth(1).getByText('Nothing is brought.').waitFor();
    await picture(panel, 'editor-6-tried');
  });

  it('[SA-15] says who can run it, and what stands in the way of whoever cannot', async () => {
    const { users } = await discord.state();
    const grace = users.find(({ username }) => username === 'grace')?.id ?? '';
    await field('explain.person').fill(grace);
    await field('explain-command').click();
    await field('explanation').getByText('They can run it.').waitFor();
    await picture(panel, 'editor-8-explained');
    await field('explain.person').fill('123456789012345678');
    await field('explain-command').click();
    await panel.getByText('This person is not in this server.').first().waitFor();
  });

  it('[SA-06] shows what a synchronisation would do, field by field, and refuses when Discord moved', async () => {
    const { applications, commands } = await discord.state();
    const { id } = applications.find(({ name }) => name === 'Cube Demo') ?? { id: '' };
    const token = await discord.revealToken(id);
    /** Somebody writes the commands elsewhere. */
    const meddle = async (description: string) => {
      const order = commands.find(({ applicationId, name }) => applicationId === id && name === 'order');
      const response = await fetch(`${product.simulator}/api/v10/applications/${id}/commands`, {
        method: 'PUT',
        headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify([
          { name: 'order', description, options: order?.options },
          { name: 'stray', description: 'Not ours.' },
        ]),
      });
      expect(response.status).toBe(200);
    };
    const row = (name: string) => panel.locator(`[data-testid=plan-row][data-name=${name}]`);

    await meddle('Changed elsewhere.');
    await field('tab-commands').click();
    await field('plan-commands').click();
    await panel.locator('[data-testid=plan-row][data-name=stray][data-action=DELETE]').waitFor();
    await panel.locator('[data-testid=plan-row][data-name=ping][data-action=CREATE]').waitFor();
    await row('order').getByText('Changed elsewhere.').waitFor();
    await row('order').getByText('Orders something.').waitFor();
    expect(await field('plan-cost').textContent()).toMatch(/1 call to Discord, \d+ of the 200/);
    await picture(panel, 'plan-1-changes');

    await meddle('Changed once more.');
    await field('apply-plan').click();
    await field('plan-refused').getByText('have changed here or at Discord').waitFor();
    await picture(panel, 'plan-2-moved');
    await field('plan-again').click();
    await row('order').getByText('Changed once more.').waitFor();
    await field('apply-plan').click();
    await panel.getByRole('heading', { name: 'Nothing to do' }).waitFor();
    await picture(panel, 'plan-3-applied');
    const { commands: after } = await discord.state();
    const ours = after.filter(({ applicationId }) => applicationId === id);
    expect(ours.find(({ name }) => name === 'order')?.description).toBe('Orders something.');
    expect(ours.some(({ name }) => name === 'stray')).toBe(false);
  });

  it('[SA-06] sets what Discord refuses beside the field that it means, in the editor and in the plan', async () => {
    const message = 'Must be something else.';
    await discord.fault({
      route: '/applications/:id/commands',
      method: 'PUT',
      status: 400,
      body: {
        code: 50035,
        message: 'Invalid Form Body',
        errors: { 0: { options: { 0: { description: { _errors: [{ code: 'NOT_FINE', message }] } } } } },
      },
    });
    await field('tab-commands').click();
    await panel.locator('[data-testid=command-row][data-name=order]').getByTestId('edit-command').click();
    await field('command-description').fill('Orders something else.');
    await field('submit').click();
    await panel.getByTestId('field-error').filter({ hasText: message }).waitFor();
    expect(await field('shape.options.0.description').isVisible()).toBe(true);
    await picture(panel, 'editor-7-refused-by-discord');
    await field('tab-commands').click();
    await field('plan-commands').click();
    await panel
      .locator('[data-testid=plan-row][data-name=order]')
      .getByTestId('plan-problem')
      .filter({ hasText: message })
      .waitFor();
    await picture(panel, 'plan-4-refused');
    await field('apply-plan').click();
    await panel.getByRole('heading', { name: 'Nothing to do' }).waitFor();
  });

  it('[SA-34] tries a command with a file, and fills in the form that it opens', async () => {
    const [, botId = ''] = /bots\/([^/]+)/.exec(panel.url()) ?? [];
    const answer = await panel.evaluate(
      async (input) => {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: 'mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }',
            variables: { input },
          }),
        });
        return response.text();
      },
      {
        botId,
        name: 'ask',
        description: 'Asks.',
        shape: { options: [{ type: 'ATTACHMENT', name: 'what', description: 'What.', required: true }] },
        steps: [
          {
            kind: 'modal',
            title: 'About it',
            fields: [{ id: 'why', label: 'Why?' }],
            steps: [{ kind: 'reply', content: 'For {{ fields.why }}.' }],
          },
        ],
      },
    );
    const made = z.object({ data: z.object({ createCommand: z.object({ id: z.string() }) }) });
    const { id } = made.parse(JSON.parse(answer)).data.createCommand;
    while (!(await discord.state()).commands.some(({ name }) => name === 'ask'))
      await panel.waitForTimeout(50);
    await panel.goto(`${product.panel}/bots/${botId}/commands/${id}`);
    await field('kind-is-fixed').getByText('A command keeps its kind.').waitFor();
    const buffer = Buffer.from('Hello.');
    await field('try.option.what').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer });
    await field('try-command').click();
    await field('try.form.why').fill('fun');
    await picture(panel, 'editor-11-form');
    await panel.getByRole('button', { name: 'Send the form' }).click();
    await field('tried').nth(1).getByText('For fun.').waitFor();
    await picture(panel, 'editor-12-form-sent');
  });

  it('[SA-20] keeps a secret that no page shows, and offers it in the header of an HTTP step', async () => {
    const value = 'hush-hush-4711';
    await field('tab-settings').click();
    await field('add-secret').click();
    await field('secret-name').fill('weather key');
    await field('secret-value').fill(value);
    await field('secret-hosts').fill('api.example.org');
    await field('save-secret').click();
    await panel.getByTestId('field-error').filter({ hasText: 'capital letters' }).waitFor();
    await field('secret-name').fill('WEATHER_KEY');
    await field('save-secret').click();
    await field('secret-row').filter({ hasText: 'WEATHER_KEY' }).waitFor();
    expect(await panel.content()).not.toContain(value);
    await picture(panel, 'settings-secrets');

    await field('tab-commands').click();
    await field('new-command').click();
    await field('command-name').fill('weather');
    await field('command-description').fill('Tells the weather.');
    await add('steps', 'http');
    await field('steps.1.url').fill('https://evil.example.com/');
    await panel.getByRole('button', { name: 'Add a header' }).click();
    await field('steps.1.headers.name.0').fill('authorization');
    await field('steps.1.headers.authorization').pressSequentially('Bearer {{ sec');
    await field('variables').getByText('secret.WEATHER_KEY').waitFor();
    await panel.keyboard.press('Tab');
    // What is wrong with a field shows once it is left.
    await field('command-description').click();
    await panel
      .getByTestId('field-error')
      .filter({ hasText: 'may be sent to api.example.org only' })
      .waitFor();
    await picture(panel, 'editor-9-secret');
    await field('steps.1.url').fill('https://api.example.org/');
    await field('steps.0.content').fill('It is {{ secret.WEATHER_KEY }}.');
    await field('command-description').click();
    await panel.getByTestId('field-error').filter({ hasText: 'Secrets may stand in the headers' }).waitFor();
    await field('steps.0.content').fill('Sunny.');
  });

  it('[SC-44] lets whoever writes it choose roles and channels by their names', async () => {
    await panel.getByText('Only for some, or not for some').click();
    // The label of an empty list lies over it, as in any field of Material: by keyboard it opens all the same.
    await field('audience.channels').press('Enter');
    await panel.getByRole('option', { name: '#general' }).first().click();
    await picture(panel, 'editor-10-audience');
    await panel.keyboard.press('Escape');
    await field('submit').click();
    await panel.getByText('weather is saved').waitFor();
    await field('audience.channels').filter({ hasText: '#general' }).waitFor();
  });

  it('[SC-56] finds people by how their names begin, by keyboard, and takes ids that are pasted', async () => {
    const chips = panel
      .locator('cube-people-field', { has: field('audience.members') })
      .locator('mat-chip-row');
    await field('audience.members').pressSequentially('gra');
    await panel.getByRole('option', { name: /grace/i }).waitFor();
    await picture(panel, 'editor-13-people');
    await panel.keyboard.press('ArrowDown');
    await panel.keyboard.press('Enter');
    await chips.filter({ hasText: /grace/i }).waitFor();
    await field('audience.members').fill('123456789012345678, 123456789012345679');
    await panel.keyboard.press('Enter');
    await chips.nth(2).waitFor();
    await field('submit').click();
    await panel.getByText('weather is saved').waitFor();
    await panel.reload();
    // Of the ids that are saved the names are looked up again.
    await chips.filter({ hasText: /grace/i }).waitFor();
    await chips.filter({ hasText: '123456789012345679' }).waitFor();
    await field('audience.members').scrollIntoViewIfNeeded();
    await picture(panel, 'editor-14-people-saved');
  });

  it('gives the browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
