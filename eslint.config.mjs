import nx from '@nx/eslint-plugin';
import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** The house from the ground up: a room may import its own floor's room and those below it (docs/architecture.md). */
const floors = [
  'platform',
  'realtime',
  'mail',
  'auth',
  'versions',
  'logging',
  'bots',
  'guilds',
  'commands',
  'automation',
  'alerts',
  'features',
];
const below = (room) => floors.slice(0, floors.indexOf(room) + 1);

const rooms = {
  'discord-rules': [],
  'discord-api': ['platform', 'discord-rules'],
  platform: ['platform'],
  realtime: below('realtime'),
  mail: below('mail'),
  auth: [...below('auth'), 'discord-api'],
  versions: below('versions'),
  logging: [...below('logging'), 'discord-rules'],
  bots: [...below('bots'), 'discord-api', 'discord-rules'],
  guilds: [...below('guilds'), 'discord-api', 'discord-rules'],
  commands: [...below('commands'), 'discord-api', 'discord-rules'],
  automation: [...below('automation'), 'discord-api', 'discord-rules'],
  alerts: [...below('alerts'), 'discord-api', 'discord-rules'],
  features: floors,
  discord: [...below('automation'), 'discord-api', 'discord-rules'],
  'simulator-engine': [],
  simulator: ['simulator-engine'],
  api: [...floors, 'discord-api'],
  cli: floors,
  worker: [...floors, 'discord', 'discord-api'],
  panel: ['discord-rules'],
  e2e: ['simulator-engine'],
  bench: [...floors, 'simulator-engine'],
};

const boundaries = (everywhere = []) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      enforceBuildableLibDependency: false,
      allow: [],
      depConstraints: Object.entries(rooms).map(([room, own]) => {
        const mayImport = [...own, ...everywhere];
        return {
          sourceTag: `room:${room}`,
          onlyDependOnLibsWithTags:
            mayImport.length > 0 ? mayImport.map((name) => `room:${name}`) : ['room:none'],
          ...(['discord', 'worker', 'simulator-engine', 'bench'].includes(room)
            ? {}
            : { bannedExternalImports: ['discord.js', 'necord'] }),
        };
      }),
    },
  ],
});

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      '.nx',
      '.cube',
      'coverage',
      '**/*.generated.ts',
      'tools/fixtures',
      '.angular',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict],
    plugins: { '@nx': nx, 'simple-import-sort': importSort },
    rules: {
      ...boundaries(),
      'simple-import-sort/imports': 'error',
      'no-console': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
    },
  },
  {
    // Specs run against the simulator, wherever they stand.
    files: ['**/*.spec.ts', '**/testing.ts'],
    rules: { ...boundaries(['simulator-engine']), '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['apps/worker/src/commands/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'discord.js',
              importNames: ['Client'],
              message:
                'The injected Client is the hub that never logs in: read the bot from interaction.client instead.',
            },
          ],
        },
      ],
    },
  },
);
