import { type Message, MessageFlags, type RepliableInteraction } from 'discord.js';

import { ReadyMessage, type Said } from '../discord-messages';
import { sentOnce } from '../sent-once';

/** Says something to whoever started the interaction, however far the answer to it got. */
export async function tell(interaction: RepliableInteraction, said: Said, isPrivate: boolean): Promise<void> {
  // A promised answer was promised openly or privately: only what it says is ours to choose.
  if (interaction.deferred && !interaction.replied) {
    await interaction.editReply(new ReadyMessage(interaction, said));
    return;
  }
  const flags = isPrivate ? { flags: MessageFlags.Ephemeral } : undefined;
  const ready = new ReadyMessage(interaction, said, flags);
  await (interaction.replied ? interaction.followUp(ready) : interaction.reply(ready));
}

/** Tells them something that is meant for them alone. */
export const tellPrivately = (interaction: RepliableInteraction, content: string): Promise<void> =>
  tell(interaction, { content }, true);

/** Answers a message; it may be gone by now. */
export async function answer(message: Message, said: Said): Promise<void> {
  const reference = { message_id: message.id, fail_if_not_exists: false };
  await message.reply(new ReadyMessage(message, said, { ...sentOnce(), message_reference: reference }));
}
