import { Applications } from '@cube/simulator/applications';
import { CommandRegistry } from '@cube/simulator/commands/command-registry';
import { DiscordError } from '@cube/simulator/errors';
import { Guilds } from '@cube/simulator/guilds/guilds';
import { Members } from '@cube/simulator/guilds/members';
import { World } from '@cube/simulator/world/world';
import fc from 'fast-check';

import { aChangedCommand, aWildCommand, faults } from '../testing/faulty-commands';
import { aCommand, aSlashCommand } from '../testing/sound-commands';
import { commandListProblems, commandProblems, mostCommands } from './command';
import type { CommandShape } from './command-shape';
import { diff, forGuild } from './diff';
import { fromDiscord, toDiscord } from './discord-body';
import { normalised } from './normal';

const runs = { numRuns: 150 };

/** The simulator's registry of commands, with one application in one guild. */
function aRegistry() {
  const world = new World();
  const registry = new CommandRegistry(world);
  const owner = world.createUser('ada');
  const guilds = new Guilds(world, new Members(world));
  const application = new Applications(world, guilds).create({
    name: 'Trial',
    redirectUris: [],
    privilegedIntents: { presence: false, members: false, messageContent: false },
  });
  const guild = guilds.create('Lab', owner.id);
  guilds.install(application, guild);
  return { registry, application, guild };
}

const { registry, application, guild } = aRegistry();

/** As it travels. */
const sent = (shape: CommandShape): unknown => JSON.parse(JSON.stringify(toDiscord(shape)));

/** What the simulator answers to a list of commands: nothing when it takes them, else Discord's error. */
function refusalOf(shapes: readonly CommandShape[]): DiscordError | null {
  try {
    registry.replace(application, null, shapes.map(sent));
    return null;
  } catch (error) {
    if (error instanceof DiscordError) return error;
    throw error;
  }
}

function agrees(shape: CommandShape): void {
  const problems = commandProblems(shape);
  const refusal = refusalOf([shape]);
  if (problems.length === 0) expect(refusal?.body).toBeUndefined();
  else expect({ problems, body: refusal?.body }).toMatchObject({ body: { code: 50035 } });
}

describe('our rules and the simulator’s own validator', () => {
  it('[SC-44] take every command that is made as the documentation says', () => {
    fc.assert(
      fc.property(aCommand, (shape) => {
        expect(commandProblems(shape)).toEqual([]);
        expect(refusalOf([shape])?.body).toBeUndefined();
      }),
      runs,
    );
  });

  it.each(faults)('find %s', (_, change) => {
    fc.assert(
      fc.property(aSlashCommand, (command) => {
        const shape = { ...command, ...change };
        expect(commandProblems(shape)).not.toEqual([]);
        agrees(shape);
      }),
      { numRuns: 3 },
    );
  });

  it('[SC-44] agree about commands in which one thing was changed', () => {
    fc.assert(fc.property(aChangedCommand, agrees), runs);
  });

  it('agree about commands that are put together without a thought', () => {
    fc.assert(fc.property(aWildCommand, agrees), runs);
  });

  it('agree about lists, in which names repeat', () => {
    const shapes: fc.Arbitrary<CommandShape[]> = fc.array(
      fc.record({
        type: fc.constantFrom('USER', 'MESSAGE'),
        name: fc.constantFrom('One', 'Two', ' Two', 'Three'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(shapes, (list) => {
        expect(refusalOf(list) === null).toBe(commandListProblems(list).length === 0);
      }),
      runs,
    );
  });

  it.each(['CHAT_INPUT', 'USER', 'MESSAGE'] as const)('count commands of the type %s alike', (type) => {
    const list = Array.from({ length: mostCommands[type] + 1 }, (_, index) => ({
      type,
      name: `c${index}`,
      description: type === 'CHAT_INPUT' ? 'Counts.' : '',
    }));
    expect(refusalOf(list.slice(1))).toBeNull();
    expect(refusalOf(list)?.code).toBe(30032);
    expect(commandListProblems(list)).toHaveLength(1);
  });
});

describe('a command on its way to Discord and back', () => {
  it('is what it was, sound or not', () => {
    const any = fc.oneof(aCommand, aChangedCommand, aWildCommand);
    fc.assert(
      fc.property(any, (shape) => {
        expect(fromDiscord(JSON.parse(JSON.stringify(toDiscord(shape))))).toEqual(normalised(shape));
      }),
      runs,
    );
  });

  it('differs in nothing from itself', () => {
    const any = fc.oneof(aCommand, aChangedCommand, aWildCommand);
    fc.assert(
      fc.property(any, (shape) => {
        expect(diff(shape, shape)).toEqual([]);
        expect(diff(shape, normalised(shape))).toEqual([]);
      }),
      runs,
    );
  });

  it('[SA-06] needs no second synchronisation: Discord’s answer differs in nothing from what was sent', () => {
    fc.assert(
      fc.property(aCommand, (shape) => {
        const [global] = registry.replace(application, null, [sent(shape)]);
        const [local] = registry.replace(application, guild.id, [sent(forGuild(shape))]);
        expect(diff(echo(global), shape)).toEqual([]);
        expect(diff(echo(local), forGuild(shape))).toEqual([]);
      }),
      runs,
    );
  });

  it('differs from another in what is then sent, and in nothing once it was', () => {
    fc.assert(
      fc.property(aCommand, aCommand, (before, after) => {
        const changes = diff(before, after);
        const bodies = [before, after].map((shape) => JSON.stringify(toDiscord(shape)));
        if (changes.length > 0) expect(bodies[0]).not.toEqual(bodies[1]);
        expect(diff(after, before)).toHaveLength(changes.length);
      }),
      runs,
    );
  });
});

function echo(stored: Parameters<typeof fromDiscord>[0] | undefined): CommandShape {
  const shape = stored && fromDiscord(JSON.parse(JSON.stringify(stored)));
  if (!shape) throw new Error('The simulator answered with a command that is none of ours.');
  return shape;
}
