import { adapterContract, type AdapterTrial } from '@cube/commands/adapter/contract';
import { CommandSource } from '@cube/commands/command-kinds';
import { MessageFlags, REST, Routes } from 'discord.js';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';

import { FleetTrial } from '../testing';

async function begin(): Promise<AdapterTrial> {
  const trial = await FleetTrial.start();
  return {
    adapter: trial.fleet,
    makeBot: (name) => trial.application(name),
    async give({ id }, name, command) {
      trial.table.set(id, name, { id: uuid(), source: CommandSource.CUSTOM, ...command });
    },
    async commandsOf({ applicationId, token }) {
      const rest = new REST({ api: `${trial.simulator.url}/api` }).setToken(token);
      const list = await rest.get(Routes.applicationCommands(applicationId));
      return z
        .array(z.object({ name: z.string() }))
        .parse(list)
        .map(({ name }) => name);
    },
    async use({ applicationId }, name) {
      const { state, message } = await trial.control.run(`/${name}`, {
        as: 'ada',
        in: '#general',
        application: applicationId,
      });
      if (state !== 'answered' || !message) return null;
      const isPrivate = ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
      return { text: message.content, isPrivate };
    },
    revoke: async ({ applicationId }) => void (await trial.control.resetToken(applicationId)),
    remove: async ({ applicationId }) => trial.control.uninstall(applicationId, trial.guild.id),
    facts: (bot) => trial.facts(bot),
    end: () => trial.end(),
  };
}

adapterContract('Discord', begin);
