import { Injectable } from '@nestjs/common';
import { Context, SlashCommand, type SlashCommandContext } from 'necord';

@Injectable()
export class PingCommand {
  @SlashCommand({ name: 'ping', description: 'Says how far away Discord is.' })
  ping(@Context() [interaction]: SlashCommandContext) {
    const { ping } = interaction.client.ws;
    // Discord measures with the heartbeat, of which the first comes some time after the start.
    return interaction.reply(ping < 0 ? 'Pong.' : `Pong, ${Math.round(ping)} ms.`);
  }
}
