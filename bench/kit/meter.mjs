/** Loaded into every program before its own code (`node --import`), so that it can be measured and nothing outlives the runner. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const figures = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  heap() {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    // What finalizers let go falls with the next one.
    for (let round = 0; round < 3; round += 1) collect();
    return process.memoryUsage().heapUsed;
  },
};

process.on('message', ({ id, command }) => {
  const answer = figures[command]?.();
  if (answer !== undefined) process.send({ id, answer });
});
process.on('disconnect', () => process.exit());
