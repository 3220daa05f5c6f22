import { type Message, MessageFlags, type RepliableInteraction } from 'discord.js';

import { sentOnce } from '../sent-once';

/** What we write pings nobody, whatever somebody put into it. */
const nobody = { parse: [] };

/** Tells whoever started the interaction something that is meant for them alone, however far the answer to it got. */
export async function tellPrivately(interaction: RepliableInteraction, content: string): Promise<void> {
  const answer = { content, allowedMentions: nobody, flags: MessageFlags.Ephemeral } as const;
  if (interaction.replied) await interaction.followUp(answer);
  // A promised answer was promised openly or privately: only its content is ours to choose.
  else if (interaction.deferred) await interaction.editReply({ content, allowedMentions: nobody });
  else await interaction.reply(answer);
}

/** Answers a message; it may be gone by now. */
export async function answer(message: Message, content: string): Promise<void> {
  await message.reply({ ...sentOnce(), content, allowedMentions: nobody, failIfNotExists: false });
}
