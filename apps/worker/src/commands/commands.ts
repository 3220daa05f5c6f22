import { PingCommand } from './ping.command';

/** The built-in commands: a new one is a file beside this, and a line here. */
export const commands = [PingCommand] as const;
