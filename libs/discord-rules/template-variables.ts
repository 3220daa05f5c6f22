/** Something that the text of a custom command may name: `{{ user.name }}`. */
export interface TemplateVariable {
  /** As it is written in a template; `*` stands for a name that the command decides. */
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'object';
  /** One sentence for the editor. */
  readonly description: string;
  readonly example: string;
  /** Where it exists, if that is not everywhere. */
  readonly only?: string;
}

/** Every variable of templates, in the order in which the editor offers them. Ids are texts: they do not fit a number. */
export const templateVariables: readonly TemplateVariable[] = [
  {
    name: 'user.id',
    type: 'text',
    description: 'The id of whoever ran the command.',
    example: '80351110224678912',
  },
  { name: 'user.name', type: 'text', description: 'Their user name.', example: 'ada' },
  {
    name: 'user.displayName',
    type: 'text',
    description: 'The name that they show everywhere.',
    example: 'Ada',
  },
  {
    name: 'user.mention',
    type: 'text',
    description: 'Shows as their name; pings nobody unless the step allows it.',
    example: '<@80351110224678912>',
  },
  {
    name: 'user.avatarUrl',
    type: 'text',
    description: 'The address of their picture.',
    example: 'https://cdn.discordapp.com/avatars/80351110224678912/a_1.png',
  },
  { name: 'user.isBot', type: 'boolean', description: 'Whether they are a bot.', example: 'false' },
  {
    name: 'member.nickname',
    type: 'text',
    description: 'Their name in this server, empty without one.',
    example: 'Countess',
    only: 'in a server',
  },
  {
    name: 'member.roles',
    type: 'list',
    description: 'The ids of their roles.',
    example: '41771983423143936',
    only: 'in a server',
  },
  {
    name: 'member.joinedAt',
    type: 'text',
    description: 'When they joined.',
    example: '2024-05-01T12:00:00Z',
    only: 'in a server',
  },
  {
    name: 'guild.id',
    type: 'text',
    description: 'The id of the server.',
    example: '41771983423143937',
    only: 'in a server',
  },
  {
    name: 'guild.name',
    type: 'text',
    description: 'The name of the server.',
    example: 'Harbour',
    only: 'in a server',
  },
  {
    name: 'guild.memberCount',
    type: 'number',
    description: 'How many members it has.',
    example: '128',
    only: 'in a server',
  },
  {
    name: 'guild.locale',
    type: 'text',
    description: 'Its language, in which dates are told.',
    example: 'en-US',
    only: 'in a server',
  },
  {
    name: 'guild.timeZone',
    type: 'text',
    description: 'Its time zone, in which dates are told.',
    example: 'Europe/Paris',
    only: 'in a server',
  },
  { name: 'channel.id', type: 'text', description: 'The id of the channel.', example: '41771983423143938' },
  {
    name: 'channel.name',
    type: 'text',
    description: 'The name of the channel, empty in direct messages.',
    example: 'general',
  },
  {
    name: 'channel.mention',
    type: 'text',
    description: 'A link to the channel.',
    example: '<#41771983423143938>',
  },
  {
    name: 'bot.id',
    type: 'text',
    description: "The id of the bot's application.",
    example: '41771983423143939',
  },
  { name: 'bot.name', type: 'text', description: 'The name of the bot.', example: 'Harbourmaster' },
  { name: 'command.name', type: 'text', description: 'The name of the command.', example: 'greet' },
  { name: 'command.id', type: 'text', description: 'Its id with Discord.', example: '41771983423143940' },
  {
    name: 'command.mention',
    type: 'text',
    description: 'A link that people click to run it.',
    example: '</greet:41771983423143940>',
  },
  {
    name: 'options',
    type: 'object',
    description: 'What was given to the options of a slash command, by their names.',
    example: '{"target":"ada"}',
  },
  {
    name: 'options.*',
    type: 'text',
    description: 'What was given to one option; users, roles and channels by id.',
    example: '{{ options.target }}',
  },
  {
    name: 'args',
    type: 'list',
    description: 'The words after a prefix command.',
    example: '{{ args[0] }}',
    only: 'in prefix commands',
  },
  {
    name: 'target',
    type: 'object',
    description: 'The person or the message that was clicked.',
    example: '{{ target.mention }}',
    only: 'in context menus',
  },
  {
    name: 'fields.*',
    type: 'text',
    description: 'What was typed into a field of a modal.',
    example: '{{ fields.reason }}',
    only: 'in the steps of a modal',
  },
  {
    name: 'values',
    type: 'list',
    description: 'What was chosen in a menu.',
    example: '{{ values | first }}',
    only: 'in the steps of a menu',
  },
  {
    name: 'vars.bot.*',
    type: 'text',
    description: 'A variable that this bot keeps for all servers.',
    example: '{{ vars.bot.motd }}',
  },
  {
    name: 'vars.guild.*',
    type: 'text',
    description: 'A variable that this bot keeps for this server.',
    example: '{{ vars.guild.welcomed }}',
    only: 'in a server',
  },
  {
    name: 'now',
    type: 'text',
    description: 'This moment, as in 2024-05-01T12:00:00.000Z.',
    example: '{{ now | discord_time: "R" }}',
  },
  {
    name: 'http.status',
    type: 'number',
    description: 'The status of the last HTTP answer.',
    example: '200',
    only: 'after an HTTP step',
  },
  {
    name: 'http.text',
    type: 'text',
    description: 'The last HTTP answer as text.',
    example: 'Hello',
    only: 'after an HTTP step',
  },
  {
    name: 'http.json',
    type: 'object',
    description: 'The last HTTP answer, if it was JSON.',
    example: '{{ http.json.items | size }}',
    only: 'after an HTTP step',
  },
  {
    name: 'http.headers',
    type: 'object',
    description: 'The headers of the last HTTP answer, in lower case.',
    example: '{{ http.headers["content-type"] }}',
    only: 'after an HTTP step',
  },
];
