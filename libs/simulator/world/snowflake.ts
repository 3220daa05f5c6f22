const discordEpoch = 1_420_070_400_000n;
let last = 0n;

/** A fresh snowflake, laid out like Discord's: milliseconds since 2015 above 22 bits. Ids are unique and sort by birth. */
export function snowflake(milliseconds: number): string {
  const now = (BigInt(milliseconds) - discordEpoch) << 22n;
  last = now > last ? now : last + 1n;
  return last.toString();
}

/** The shard of `count` that hears of a guild; direct messages belong to shard 0. */
export function shardOf(guildId: string | null, count: number): number {
  return guildId === null || count === 1 ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
}

export const byAge = (left: { id: string }, right: { id: string }): number =>
  BigInt(left.id) < BigInt(right.id) ? -1 : 1;
