/** A load generator: sends one body over and over, four at a time, each as the next one of so many sessions. */
import { Agent, request } from 'node:http';

import { offer, setting } from '../kit/commands';

const url = setting('BENCH_URL');
const body = setting('BENCH_BODY');
const sessions = Number(setting('BENCH_SESSIONS'));
const inFlight = 4;
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
let turn = 0;

function send(): Promise<void> {
  turn += 1;
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      cookie: `cube-session=bench-${turn % sessions}`,
    };
    request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && !text.includes('"errors"')) resolve();
        else reject(new Error(`${url} answers ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    })
      .once('error', reject)
      .end(body);
  });
}

offer({
  async send(amount) {
    let left = amount;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await send();
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    return amount;
  },
});
