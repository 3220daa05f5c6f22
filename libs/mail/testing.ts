import { once } from 'node:events';

import { SMTPServer } from 'smtp-server';

/** A mail as a server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Heads and parts as they came over the wire. */
  readonly raw: string;
}

type Refusal = { readonly code: number; readonly message: string } | undefined;

/** A real mail server in this process, which can be dead for a while, or out of humour. */
export class TestMailServer {
  readonly received: ReceivedMail[] = [];
  /** What it says to whom. */
  refusal: (recipient: string) => Refusal = () => undefined;
  private server: SMTPServer | undefined;

  constructor(
    readonly port: number,
    private readonly account?: { readonly name: string; readonly password: string },
  ) {}

  get url(): string {
    const credentials = this.account ? `${this.account.name}:${this.account.password}@` : '';
    return `smtp://${credentials}127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = new SMTPServer({
      authOptional: !this.account,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onAuth: ({ username, password }, _, answer) => {
        const isRight = username === this.account?.name && password === 'the right one';
        if (isRight) answer(null, { user: username });
        else answer(Object.assign(new Error('Wrong name or password'), { responseCode: 535 }));
      },
      onRcptTo: ({ address }, _, answer) => {
        const refusal = this.refusal(address);
        if (refusal) answer(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        else answer();
      },
      onData: (stream, { envelope }, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.received.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('utf8'),
          });
          answer();
        });
      },
    });
    this.server.on('error', () => undefined);
    const listening = once(this.server.server, 'listening');
    this.server.listen(this.port, '127.0.0.1');
    await listening;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  to(recipient: string): readonly ReceivedMail[] {
    return this.received.filter(({ to }) => to.includes(recipient));
  }
}

/** A mail without the line breaks and escapes of quoted-printable (RFC 2045, section 6.7). */
export const legible = ({ raw }: ReceivedMail): string =>
  raw
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
