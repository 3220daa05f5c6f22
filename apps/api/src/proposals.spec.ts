import { DangerousDeed } from '@cube/auth/proposals/proposal.entity';
import { Proposals } from '@cube/auth/proposals/proposals.service';
import { Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';

import { enter, layBot } from './staging';
import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

describe('the two-person rule', () => {
  let house: TestApi;
  let ada: { readonly id: string; readonly cookie: string };
  let alan: { readonly id: string; readonly cookie: string };

  beforeAll(async () => {
    house = await TestApi.start();
    ada = await enter(house, 'ada', Role.OWNER);
  });
  afterAll(() => house.end());

  const setRule = (deeds: readonly string[], cookie = ada.cookie) =>
    house.ask(
      'mutation ($deeds: [DangerousDeed!]!) { setTwoPersonRule(deeds: $deeds) { deeds canBeSwitchedOn } }',
      { deeds },
      cookie,
    );
  const removeBot = (id: string, cookie: string) =>
    house.ask('mutation ($id: ID!) { removeBot(id: $id) }', { id }, cookie);
  const isThere = async (id: string) =>
    codeOf(await house.ask('query ($id: ID!) { bot(id: $id) { id } }', { id }, ada.cookie)) === undefined;
  const open = async () => {
    const { data } = await house.ask('{ proposals { nodes { id state what } } }', {}, ada.cookie);
    const { nodes } = Object(data?.['proposals']);
    return nodes.filter(({ state }: { state: string }) => state === 'OPEN');
  };
  const decide = (how: string, id: string, cookie: string) =>
    house.ask(`mutation ($id: ID!) { ${how}(id: $id) { state deciderName reason } }`, { id }, cookie);

  it('is off, and cannot be switched on by somebody who is alone', async () => {
    const { botId } = await layBot(house, 'First');
    expect((await removeBot(botId, ada.cookie)).data).toEqual({ removeBot: botId });
    expect(codeOf(await setRule(['REMOVE_BOT']))).toBe('CONFLICT');
  });

  it('lets one propose and another agree, live', async () => {
    alan = await enter(house, 'alan', Role.ADMIN);
    expect((await setRule(['REMOVE_BOT'])).data).toEqual({
      setTwoPersonRule: { deeds: ['RELAX_RULE', 'REMOVE_BOT'], canBeSwitchedOn: true },
    });
    const { botId } = await layBot(house, 'Shared');
    const client = house.live(alan.cookie);
    const told = collect(client, 'subscription { proposalChanged { proposal { state what proposerName } } }');
    await until(async () => {
      expect(codeOf(await removeBot(botId, ada.cookie))).toBe('NEEDS_APPROVAL');
      return told.results.length > 0 || (await open()).length > 0;
    });
    // Asked twice, it is one proposal.
    expect(codeOf(await removeBot(botId, ada.cookie))).toBe('NEEDS_APPROVAL');
    const [proposal, ...more] = await open();
    expect(more).toEqual([]);
    expect(await isThere(botId)).toBe(true);

    expect(codeOf(await decide('approveProposal', proposal.id, ada.cookie))).toBe('FORBIDDEN');
    expect((await decide('approveProposal', proposal.id, alan.cookie)).data).toEqual({
      approveProposal: { state: 'DONE', deciderName: 'alan', reason: null },
    });
    expect(await isThere(botId)).toBe(false);
    expect(codeOf(await decide('approveProposal', proposal.id, alan.cookie))).toBe('CONFLICT');
    await until(() => JSON.stringify(told.results).includes('DONE'));
    await client.dispose();
  });

  it('does the deed once, however many agree at the same moment', async () => {
    const grace = await enter(house, 'grace', Role.ADMIN);
    const { botId } = await layBot(house, 'Raced');
    await removeBot(botId, ada.cookie);
    const [proposal] = await open();
    const answers = await Promise.all(
      [alan, grace, alan, grace].map(({ cookie }) => decide('approveProposal', proposal.id, cookie)),
    );
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', undefined]);
  });

  it('leaves the deed undone when it is refused, taken back, or too old', async () => {
    const { botId } = await layBot(house, 'Kept');
    await removeBot(botId, ada.cookie);
    const [first] = await open();
    expect((await decide('rejectProposal', first.id, alan.cookie)).data).toMatchObject({
      rejectProposal: { state: 'REJECTED' },
    });
    await removeBot(botId, ada.cookie);
    const [second] = await open();
    expect(second.id).not.toBe(first.id);
    await decide('rejectProposal', second.id, ada.cookie);
    await removeBot(botId, ada.cookie);
    const [third] = await open();
    await house.test.database.query("update proposal set expires_at = now() - interval '1 s' where id = $1", [
      third.id,
    ]);
    expect(codeOf(await decide('approveProposal', third.id, alan.cookie))).toBe('CONFLICT');
    expect(await isThere(botId)).toBe(true);
  });

  it('says so when what was agreed to cannot be done any more', async () => {
    const { botId } = await layBot(house, 'Gone');
    await removeBot(botId, ada.cookie);
    const { nodes } = Object(
      (await house.ask('{ proposals { nodes { id what } } }', {}, ada.cookie)).data?.['proposals'],
    );
    await house.test.database.query('delete from bot where id = $1', [botId]);
    expect((await decide('approveProposal', nodes[0].id, alan.cookie)).data).toMatchObject({
      approveProposal: { state: 'FAILED', reason: expect.stringContaining('no such bot') },
    });
  });

  it('shows proposals to whoever may agree, and to nobody else but their proposer', async () => {
    const viewer = await enter(house, 'vera', Role.VIEWER);
    expect((await house.ask('{ proposals { nodes { id } } }', {}, viewer.cookie)).data).toEqual({
      proposals: { nodes: [] },
    });
    const { botId } = await layBot(house, 'Secret');
    await removeBot(botId, ada.cookie);
    const proposal = (await open()).find(({ what }: { what: string }) => what.startsWith('Secret'));
    expect(codeOf(await decide('rejectProposal', proposal.id, viewer.cookie))).toBe('NOT_FOUND');
    expect(codeOf(await decide('approveProposal', proposal.id, viewer.cookie))).toBe('FORBIDDEN');
  });

  it('lets an owner break the glass, for a reason that everybody reads', async () => {
    const { botId } = await layBot(house, 'Burning');
    await removeBot(botId, ada.cookie);
    const proposal = (await open()).find(({ what }: { what: string }) => what.startsWith('Burning'));
    const document =
      'mutation ($id: ID!, $reason: String!) { breakGlass(id: $id, reason: $reason) { state glassBroken reason } }';
    const smash = (reason: string, cookie: string) =>
      house.ask(document, { id: proposal.id, reason }, cookie);
    expect(codeOf(await smash('It spams everybody.', alan.cookie))).toBe('FORBIDDEN');
    expect(codeOf(await smash('now', ada.cookie))).toBe('INVALID');
    expect((await smash('It spams everybody, and Alan sleeps.', ada.cookie)).data).toEqual({
      breakGlass: { state: 'DONE', glassBroken: true, reason: 'It spams everybody, and Alan sleeps.' },
    });
    expect(await isThere(botId)).toBe(false);
    const rows: unknown[] = await house.test.database.query(
      "select from event_log where kind = 'audit.recorded' and data->>'what' like 'ada broke the glass for: Burning%'",
    );
    expect(rows).toHaveLength(1);
  });

  it('lets a key for the whole installation open nothing until a second person agrees', async () => {
    await setRule(['REMOVE_BOT', 'ADMIN_KEY']);
    const make = (scopes: readonly string[]) =>
      house.ask(
        'mutation ($scopes: [Permission!]!) { createApiKey(input: { name: "Robot", scopes: $scopes }) { secret apiKey { state } } }',
        { scopes },
        ada.cookie,
      );
    expect((await make(['VIEW_BOTS'])).data).toMatchObject({ createApiKey: { apiKey: { state: 'ACTIVE' } } });
    const { secret, apiKey } = Object((await make(['MANAGE_PEOPLE', 'VIEW_BOTS'])).data?.['createApiKey']);
    expect(apiKey).toEqual({ state: 'WAITING' });
    const use = async () => {
      const response = await fetch(`${house.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ query: '{ bots { totalCount } }' }),
      });
      return response.status;
    };
    expect(await use()).toBe(401);
    const proposal = (await open()).find(({ what }: { what: string }) => what.includes('Robot'));
    expect(proposal.what).toBe('ada gets the API key Robot, which may MANAGE_PEOPLE everywhere.');
    await decide('approveProposal', proposal.id, alan.cookie);
    await until(async () => (await use()) === 200);
  });

  it('makes the operator’s terminal wait too', async () => {
    await setRule(['REMOVE_BOT', 'ADMIN_KEY', 'ROTATE_SECRETS']);
    const proposals = house.api.app.get(Proposals);
    const deed = { deed: DangerousDeed.ROTATE_SECRETS, details: {}, what: 'All secrets are sealed anew.' };
    expect(await proposals.isNeeded(deed.deed)).toBe(true);
    const id = await proposals.propose(deed, null);
    expect(await proposals.stateOf(id)).toMatchObject({ state: 'OPEN' });
    await decide('approveProposal', id, alan.cookie);
    expect(await proposals.stateOf(id)).toMatchObject({ state: 'DONE', deciderName: 'alan' });
    await expect(proposals.breakFromTerminal(id, 'short')).rejects.toThrow('Say why');
  });

  it('is not switched off by one person either', async () => {
    expect(codeOf(await setRule([]))).toBe('NEEDS_APPROVAL');
    const [proposal] = await open();
    // An admin could not have done it alone.
    expect(codeOf(await decide('approveProposal', proposal.id, alan.cookie))).toBe('FORBIDDEN');
    const second = await enter(house, 'olga', Role.OWNER);
    expect((await decide('approveProposal', proposal.id, second.cookie)).data).toMatchObject({
      approveProposal: { state: 'DONE' },
    });
    expect((await house.ask('{ twoPersonRule { deeds } }', {}, ada.cookie)).data).toEqual({
      twoPersonRule: { deeds: [] },
    });
  });
});
