import type { Needs as NeedsOfCode } from '@cube/guilds/guild-needs';
import { Reflector } from '@nestjs/core';

/**
 * Says what a command or a listener in code takes of its bot, so that the panel can tell where it would not work:
 * `@Needs({ permissions: ['BanMembers'] })` beside `@SlashCommand`, `@Subcommand`, a context menu,
 * `@CommandHandler`, `@On` or `@Once`.
 */
export const Needs = Reflector.createDecorator<Partial<NeedsOfCode>>();
