import type { Needs as NeedsOfCode } from '@cube/guilds/guild-needs';
import { Reflector } from '@nestjs/core';

/**
 * Says what a command in code takes of its bot, so that the panel can tell where it would not work:
 * `@Needs({ permissions: ['BanMembers'] })` beside `@SlashCommand`, `@Subcommand`, a context menu or `@CommandHandler`.
 */
export const Needs = Reflector.createDecorator<Partial<NeedsOfCode>>();
