import type { NewEvent } from '@cube/realtime/event-log/events';

/** The id of one of many bots. */
export const botIdOf = (bot: number): string => `0199aaaa-bbbb-7ccc-8ddd-${String(bot).padStart(12, '0')}`;

/** The fact that a bench records: somebody ran a command, about 400 bytes as a row. */
export const aFact = (index: number, botId = botIdOf(0)): NewEvent<'command.executed'> => ({
  kind: 'command.executed',
  topic: botId,
  subject: { kind: 'bot', id: botId },
  data: {
    botId,
    command: 'roll',
    type: 'CHAT_INPUT',
    commandId: null,
    version: null,
    interactionId: String(1_300_000_000_000_000_000n + BigInt(index)),
    userId: '1200000000000000007',
    userName: 'grace',
    guildId: '1100000000000000003',
    guildName: 'Harbour',
    channelId: '1100000000000000004',
    channelName: 'general',
    outcome: 'ANSWERED',
    duration: 12.5 + (index % 100),
    gate: null,
    error: null,
  },
});
