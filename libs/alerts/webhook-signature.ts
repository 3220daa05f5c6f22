import { createHmac, randomBytes } from 'node:crypto';

/** What is sealed of a webhook: its address may hold a secret in its path, as those of chat services do. */
export interface WebhookSecret {
  readonly url: string;
  /** With what its requests are signed. */
  readonly key: string;
}

export const newSigningKey = (): string => randomBytes(32).toString('base64url');

/**
 * The headers by which whoever gets a webhook knows that it is ours and of now: HMAC-SHA256, in hexadecimal, of the
 * timestamp (seconds since 1970), a dot, and the body as it came.
 */
export function signatureHeaders(
  body: string,
  key: string,
  timestamp = Math.floor(Date.now() / 1000),
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-cube-timestamp': String(timestamp), 'x-cube-signature': `v1=${signature}` };
}
