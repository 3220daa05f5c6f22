import type { Engine } from '../engine';
import type { World } from './world';

export interface SeedOptions {
  /** Where the demo's sign-in returns to. */
  redirectUri?: string | undefined;
}

const closed = { presence: false, members: false, messageContent: false };

/** A small café to try things in. What is already there stays as it is. */
export function seed(
  { world, applications, guilds, members, channels }: Engine,
  { redirectUri }: SeedOptions,
): void {
  const people = ['ada', 'grace', 'linus'].map(
    (name) => world.people().find(({ username }) => username === name) ?? world.createUser(name),
  );
  const [owner] = people;
  if (!owner) return;
  const cafe = [...world.guilds.values()].find(({ name }) => name === 'Cube Café') ?? newCafe();
  for (const { id } of people) members.add(cafe, id);

  function newCafe() {
    const guild = guilds.create('Cube Café', owner?.id ?? '');
    for (const name of ['general', 'bot-testing', 'announcements']) channels.create(guild, { name });
    return guild;
  }

  const isFirstTime = !demoOf(world);
  const demo =
    demoOf(world) ?? applications.create({ name: demoName, redirectUris: [], privilegedIntents: closed });
  if (redirectUri && !demo.redirectUris.includes(redirectUri)) {
    applications.change(demo, { redirectUris: [...demo.redirectUris, redirectUri] });
  }
  if (!isFirstTime) return;
  guilds.install(demo, cafe);
  guilds.install(
    applications.create({ name: 'Spare Bot', redirectUris: [], privilegedIntents: closed }),
    cafe,
  );
}

const demoName = 'Cube Demo';

export const demoOf = (world: World) =>
  [...world.applications.values()].find(({ name }) => name === demoName);
