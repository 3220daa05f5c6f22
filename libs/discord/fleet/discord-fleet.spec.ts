import { FleetTrial } from '../fleet-trial';

describe('the fleet', () => {
  let trial: FleetTrial;
  beforeAll(async () => {
    trial = await FleetTrial.start({ simulator: { heartbeatInterval: 200 } });
  });
  afterAll(() => trial.end());

  it('brings a bot online', async () => {
    const bot = await trial.bot('Alpha');
    expect(trial.statesOf(bot)).toEqual(['STARTING', 'ONLINE']);
    expect(trial.fleet.running().get(bot.id)).toBe(1);
  });
});
