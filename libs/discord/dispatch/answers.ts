import type { ReplyPort } from '@cube/commands/steps';
import { type Message, MessageFlags, type RepliableInteraction } from 'discord.js';

/** What we write pings nobody, whatever somebody put into it. */
const nobody = { parse: [] };

/** How the steps of a custom command answer an interaction: openly, more than once if they like. */
export const replyPort = (interaction: RepliableInteraction): ReplyPort => ({
  async reply(content) {
    const answer = { content, allowedMentions: nobody };
    if (interaction.replied || interaction.deferred) await interaction.followUp(answer);
    else await interaction.reply(answer);
  },
});

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
  await message.reply({ content, allowedMentions: nobody, failIfNotExists: false });
}
