import { killApiInChanges } from './audit';
import { fillDisk, freezePostgres, killApi, killPostgres, killProducer, killProducerInOutage } from './facts';
import { type Fault, judge, type Verdict } from './fault';
import { type FaultGround, Stage } from './stage';

/** All of them, in the order of the table. */
export const faults: readonly Fault[] = [
  killPostgres,
  freezePostgres,
  killApi,
  killProducer,
  killProducerInOutage,
  fillDisk,
  killApiInChanges,
];

/** Milliseconds after which a round has failed, whatever it waits for. */
const longestRound = 300_000;

/** Plays a fault so many times on one stage, and tells of each round; throws when a round does not come to its end. */
export async function play(
  ground: FaultGround,
  fault: Fault,
  rounds: number,
  tell: (verdict: Verdict) => void,
): Promise<void> {
  const stage = await Stage.build(ground, fault.kinds, fault.settings?.(ground));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const gaps = stage.follower.gaps.length;
      const played = await inTime(fault.round(stage));
      tell(judge(played, stage.follower.gaps.length - gaps));
    }
  } finally {
    await ground.postgres.revive();
    await stage.leave();
  }
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The round does not end.')), longestRound);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
