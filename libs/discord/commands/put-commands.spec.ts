import { type CommandDefinition, CommandsRefused, type RunnableBot } from '@cube/bots/bot-adapter';
import { Unavailable } from '@cube/platform/errors';
import { Injectable, UseInterceptors } from '@nestjs/common';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type AutocompleteInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import {
  AutocompleteInterceptor,
  Context,
  createCommandGroupDecorator,
  IntegerOption,
  MessageCommand,
  Options,
  SlashCommand,
  type SlashCommandContext,
  StringOption,
  Subcommand,
  UserCommand,
} from 'necord';

import { FleetTrial } from '../testing';

class Dice {
  @IntegerOption({ name: 'sides', description: 'How many sides.', required: true, min_value: 2 })
  sides: number;
  @StringOption({ name: 'colour', description: 'Which colour.', autocomplete: true })
  colour: string | null;
}

@Injectable()
class Colours extends AutocompleteInterceptor {
  transformOptions(interaction: AutocompleteInteraction): Promise<void> {
    return interaction.respond([]);
  }
}

const Settings = createCommandGroupDecorator({ name: 'settings', description: 'Settings.' });

@Injectable()
class Commands {
  @UseInterceptors(Colours)
  @SlashCommand({
    name: 'roll',
    description: 'Rolls a die.',
    nameLocalizations: { de: 'würfeln' },
    defaultMemberPermissions: PermissionFlagsBits.ManageGuild,
  })
  roll(@Context() [interaction]: SlashCommandContext, @Options() { sides }: Dice) {
    return interaction.reply(`One of ${sides}.`);
  }

  @UserCommand({ name: 'Who is it' })
  who() {
    return undefined;
  }

  @MessageCommand({ name: 'Quote' })
  quote() {
    return undefined;
  }
}

@Injectable()
@Settings()
class SettingsCommands {
  @Subcommand({ name: 'show', description: 'Shows them.' })
  show() {
    return undefined;
  }
}

@Injectable()
@Settings({ name: 'colour', description: 'Colours.' })
class ColourCommands {
  @Subcommand({ name: 'set', description: 'Sets one.' })
  set() {
    return undefined;
  }
}

describe('the commands of a bot on Discord', () => {
  let trial: FleetTrial;
  let bot: RunnableBot;
  const names = async ({ applicationId }: RunnableBot) => {
    const { commands } = await trial.control.state();
    return commands.filter((command) => command.applicationId === applicationId).map(({ name }) => name);
  };
  const slash = (name: string): CommandDefinition => ({ name, description: 'A command.' });

  beforeAll(async () => {
    trial = await FleetTrial.start({ commands: [Colours, Commands, SettingsCommands, ColourCommands] });
    bot = await trial.application('Alpha');
  });
  afterAll(() => trial.end());

  it('[SA-04] are listed from our code as Discord wants them', () => {
    const catalogue = new Map(trial.catalogue.list().map((command) => [command.name, command]));
    expect([...catalogue.keys()].sort()).toEqual(['Quote', 'Who is it', 'roll', 'settings']);
    expect(catalogue.get('roll')).toMatchObject({
      type: ApplicationCommandType.ChatInput,
      name_localizations: { de: 'würfeln' },
      default_member_permissions: '32',
      options: [
        { type: ApplicationCommandOptionType.Integer, name: 'sides', required: true, min_value: 2 },
        { type: ApplicationCommandOptionType.String, name: 'colour', autocomplete: true },
      ],
    });
    expect(catalogue.get('settings')).toMatchObject({
      options: [
        { type: ApplicationCommandOptionType.Subcommand, name: 'show' },
        {
          type: ApplicationCommandOptionType.SubcommandGroup,
          name: 'colour',
          options: [{ type: ApplicationCommandOptionType.Subcommand, name: 'set' }],
        },
      ],
    });
    expect(catalogue.get('Who is it')?.type).toBe(ApplicationCommandType.User);
    expect(catalogue.get('Quote')?.type).toBe(ApplicationCommandType.Message);
  });

  it('[SA-06] become exactly the list, whose ids come back in its order', async () => {
    const ids = await trial.fleet.sync(bot, trial.catalogue.list());
    const { commands } = await trial.control.state();
    const byId = new Map(commands.map(({ id, name }) => [id, name]));
    expect(ids.map((id) => byId.get(id))).toEqual(trial.catalogue.list().map(({ name }) => name));
    const again = await trial.fleet.sync(bot, [slash('new'), slash('roll')]);
    expect(await names(bot)).toEqual(expect.arrayContaining(['new', 'roll']));
    expect(again[1]).toBe(ids[trial.catalogue.list().findIndex(({ name }) => name === 'roll')]);
  });

  it('can lose the last one', async () => {
    await trial.fleet.sync(bot, [slash('last')]);
    expect(await names(bot)).toEqual(['last']);
    expect(await trial.fleet.sync(bot, [])).toEqual([]);
    expect(await names(bot)).toEqual([]);
  });

  it('stay as they were when Discord refuses the list, and what it refuses is told by its place', async () => {
    await trial.fleet.sync(bot, [slash('kept')]);
    const wrong: CommandDefinition[] = [
      slash('fine'),
      {
        name: 'Not Fine',
        description: '',
        options: [{ type: ApplicationCommandOptionType.String, name: 'TOO LOUD', description: 'Text.' }],
      },
    ];
    const refusal = await trial.fleet.sync(bot, wrong).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CommandsRefused);
    expect(refusal).toMatchObject({
      problems: expect.arrayContaining([
        { index: 1, field: 'name', message: expect.any(String) },
        { index: 1, field: 'description', message: expect.any(String) },
        { index: 1, field: 'options.0.name', message: expect.any(String) },
      ]),
    });
    expect(await names(bot)).toEqual(['kept']);
  });

  it('are refused with the token', async () => {
    const stranger = { ...bot, token: 'sim.1.notATokenOfAnybody' };
    const refusal = await trial.fleet.sync(stranger, []).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CommandsRefused);
    expect(refusal).toMatchObject({ message: expect.not.stringContaining('notATokenOfAnybody') });
  });

  it('are unavailable while Discord is in trouble', async () => {
    await trial.control.fault({ route: '/applications/:id/commands', method: 'PUT', status: 503, times: 4 });
    await expect(trial.fleet.sync(bot, [])).rejects.toBeInstanceOf(Unavailable);
    await trial.fleet.sync(bot, []);
  });

  it('are unavailable while a rate limit lasts long', async () => {
    const body = { message: 'You are being rate limited.', retry_after: 3600, global: false };
    const headers = { 'retry-after': '3600' };
    await trial.control.fault({
      route: '/applications/:id/commands',
      method: 'PUT',
      status: 429,
      body,
      headers,
    });
    await expect(trial.fleet.sync(bot, [])).rejects.toThrow(
      /takes no more commands of this bot for 6\d minutes/,
    );
  });
});
