import { setTimeout as pause } from 'node:timers/promises';

/** Does something so many times, 200 a second; numbers begin at 0. */
export async function atPace(times: number, happen: (index: number) => void): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < times;) {
    const due = Math.min(times, Math.floor((performance.now() - began) / 5));
    for (; done < due; done += 1) happen(done);
    await pause(2);
  }
  return times;
}
