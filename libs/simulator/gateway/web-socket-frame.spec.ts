import { Trial } from '../trial';

describe('a frame of the gateway', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  });
  afterAll(() => trial.end());

  // The lengths, in bytes, at which the header of a WebSocket frame grows.
  it.each([125, 126, 65_535, 65_536])(
    'of %i bytes arrives whole, and so does what follows',
    async (bytes) => {
      const socket = trial.socket();
      await socket.identify(trial.application.token);
      await socket.take(({ t }) => t === 'GUILD_CREATE');
      const rest = bytes - Buffer.byteLength('{"op":99,"d":"üüü"}');
      const text = `üüü${'x'.repeat(rest)}`;
      await trial.control.sendRaw(trial.application.id, `{"op":99,"d":"${text}"}`);
      expect(await socket.take(({ op }) => op === 99)).toMatchObject({ d: text });
      await socket.send(1, null);
      await socket.take(({ op }) => op === 11);
      socket.close(1_000);
    },
  );
});
