import { CommandTable, type KnownCommand } from '@cube/commands/command-table';
import { Variables } from '@cube/commands/variables/variables.service';
import { Injectable } from '@nestjs/common';
import type { ApplicationCommandOptionChoiceData, AutocompleteInteraction } from 'discord.js';

/** As many as Discord takes. */
const mostSuggestions = 25;

/** What is suggested for the options of custom commands. */
@Injectable()
export class Suggestions {
  constructor(
    private readonly table: CommandTable,
    private readonly variables: Variables,
  ) {}

  /** Those that contain what was typed; those that begin with it come first. */
  async of(
    botId: string,
    { suggestions }: KnownCommand,
    interaction: AutocompleteInteraction,
  ): Promise<readonly ApplicationCommandOptionChoiceData[]> {
    const { name, value } = interaction.options.getFocused(true);
    const source = suggestions[name];
    if (source === undefined) return [];
    const all = Array.isArray(source) ? source : await this.query(source.query, botId, interaction);
    const typed = value.toLowerCase();
    return all
      .map((text) => ({ text, at: text.toLowerCase().indexOf(typed) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)
      .slice(0, mostSuggestions)
      .map(({ text }) => ({ name: text.slice(0, 100), value: text.slice(0, 100) }));
  }

  private async query(
    query: 'commands' | 'variables' | 'members' | 'roles' | 'channels',
    botId: string,
    { guild, guildId }: AutocompleteInteraction,
  ): Promise<readonly string[]> {
    switch (query) {
      case 'commands':
        return this.table.names(botId);
      case 'variables': {
        const { bot, guild: ofGuild } = await this.variables.read({ botId, guildId });
        return [...Object.keys(ofGuild), ...Object.keys(bot)];
      }
      case 'members':
        return guild?.members.cache.map(({ displayName }) => displayName) ?? [];
      case 'roles':
        return guild?.roles.cache.map((role) => role.name) ?? [];
      case 'channels':
        return guild?.channels.cache.map((channel) => channel.name) ?? [];
    }
  }
}
