/** What a bot has beside the command whose steps are looked at. What is left out nobody knows here, and it is not asked. */
export interface Surroundings {
  /** The command itself, where it is a slash command: only those are run by others. */
  readonly name?: string;
  /** The other custom slash commands by name, each with those that it runs in turn. */
  readonly commands?: ReadonlyMap<string, readonly string[]>;
  /** Secrets by name, each with the hosts to which it may be sent. */
  readonly secrets?: ReadonlyMap<string, readonly string[]>;
}

/** What a command is run as: without its slash; null for a template, whose outcome nobody knows. */
export const fixedName = (command: string): string | null =>
  /\{\{|\{%/.test(command) ? null : command.trim().replace(/^\//, '');
