import { z } from 'zod';

const common = {
  id: z.number(),
  at: z.string(),
  /** Null before an IDENTIFY, and for calls without a token that is known. */
  bot: z.object({ id: z.string(), name: z.string() }).nullable(),
  from: z.enum(['bot', 'discord']),
  /** Bytes of the frame, or of the request's body. */
  size: z.number(),
};

export const gatewayEntry = z.object({
  ...common,
  kind: z.literal('gateway'),
  /** Which of the connections since the simulator began. */
  connection: z.number(),
  shard: z.tuple([z.number(), z.number()]).readonly().nullable(),
  /** Null for what is no frame: the end of a connection, and malformed text. */
  op: z.number().nullable(),
  opcode: z.string(),
  event: z.string().nullable(),
  seq: z.number().nullable(),
  closeCode: z.number().nullable(),
  /** JSON without secrets, cut where it is long. */
  body: z.string(),
});

export const restEntry = z.object({
  ...common,
  kind: z.literal('rest'),
  method: z.string(),
  /** Below /api/v10, without tokens. */
  path: z.string(),
  status: z.number(),
  milliseconds: z.number(),
  /** JSON without secrets, cut where it is long. */
  request: z.string().nullable(),
  answer: z.string().nullable(),
});

export const wireEntry = z.discriminatedUnion('kind', [gatewayEntry, restEntry]);

export const wirePage = z.object({
  entries: z.array(wireEntry),
  /** Older ones that went by unseen: there were too many at once, or nobody looked for too long. */
  missed: z.number(),
});

export type WireEntry = z.infer<typeof wireEntry>;
export type WirePage = z.infer<typeof wirePage>;
