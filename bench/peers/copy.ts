/** The peer of `ingest`: COPY from a client, the fastest way in that PostgreSQL has. The text is made before the clock starts. */
import { Client, type Connection, type Submittable } from 'pg';

import { offer, setting } from '../kit/commands';

/** Bytes of one message of the protocol; larger ones were no faster. */
const chunk = 64 * 1024;

/** `COPY … FROM STDIN` as pg-copy-streams does it, with everything at hand. */
class Copy implements Submittable {
  readonly done: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly statement: string,
    private readonly text: Buffer,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    for (let at = 0; at < this.text.length; at += chunk)
      connection.sendCopyFromChunk(this.text.subarray(at, at + chunk));
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.reject(error);
  }

  handleReadyForQuery(): void {
    this.resolve();
  }
}

interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

const client = new Client({ connectionString: setting('DATABASE_URL') });
await client.connect();
let rows = Buffer.alloc(0);

const columns = 'id, seq, kind, topic, subject_kind, subject_id, level, data';

offer({
  /** Takes what stands in the log, as COPY wants it, and empties the log. */
  async take() {
    const { rows: lines } = await client.query<{ line: string }>(
      `select concat_ws(E'\\t', id, seq, kind, topic, subject_kind, subject_id, level, data) || E'\\n' as line
       from event_log order by seq`,
    );
    rows = Buffer.from(lines.map(({ line }) => line).join(''));
    await client.query('truncate event_log');
    return lines.length;
  },
  /** Answers with the milliseconds until all is stored. */
  async copy() {
    const began = performance.now();
    const copy = new Copy(`copy event_log (${columns}) from stdin`, rows);
    client.query(copy);
    await copy.done;
    const took = performance.now() - began;
    await client.query('truncate event_log');
    return took;
  },
});
