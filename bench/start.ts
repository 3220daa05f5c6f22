import { alternate, type Bench } from './kit/ground';
import { House } from './kit/house';

/** Wall time from the start of the process to its first healthy answer; the database is migrated already. */
export const start: Bench = {
  name: 'start',
  unit: 'ms',
  goal: 3,
  better: 'lower',
  async measure(ground) {
    const house = await House.build(ground);
    const timed = async (program: string) => {
      const began = performance.now();
      const server = await house.serve(program);
      const took = performance.now() - began;
      await server.stop();
      return took;
    };
    // The files are in the cache of the operating system after the first.
    await timed('api');
    await timed('bare-nest');
    const figures = await alternate(
      9,
      () => timed('api'),
      () => timed('bare-nest'),
    );
    await house.leave();
    return figures;
  },
};
