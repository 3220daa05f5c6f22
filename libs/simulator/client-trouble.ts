import type { z } from 'zod';

import * as deeds from './control/deed-shapes';
import { ControlCalls } from './control-calls';
import * as shapes from './control-shapes';

type Wish<T extends z.ZodType> = z.input<T>;

/** What a test does to a bot besides using it: time, faults, limits, lost tokens and lost connections. */
export class Trouble extends ControlCalls {
  /** Moves the simulated time ahead: whatever expires by then has expired. Answers what Discord's clock says. */
  async advance(milliseconds: number): Promise<string> {
    const { now } = await this.send('POST', '/clock/advance', { milliseconds }, deeds.time);
    return now;
  }

  /** Sets Discord's clock wrong by so many milliseconds: ids, timestamps and headers tell the wrong time. */
  async skew(milliseconds: number): Promise<string> {
    const { now } = await this.send('PUT', '/clock/skew', { milliseconds }, deeds.time);
    return now;
  }

  /** Tightens the rate limit of a route, or without one the global limit of each bot. */
  throttle(wish: Wish<typeof deeds.throttleWish>): Promise<void> {
    return this.do('POST', '/throttle', wish);
  }

  unthrottle(): Promise<void> {
    return this.do('DELETE', '/throttle', {});
  }

  /** Ends one token of a person, or all that an application holds of them. */
  revoke(wish: Wish<typeof deeds.revocation>): Promise<void> {
    return this.do('POST', '/revoke', wish);
  }

  /** Queues trouble for a REST route, once unless `times` says more. */
  async fault(wish: Wish<typeof shapes.faultWish>): Promise<void> {
    await this.send('POST', '/faults', wish, shapes.nothing);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/faults', {}, shapes.nothing);
  }

  /** Troubles every live connection of an application; answers how many there were. */
  async dropGateway(applicationId: string, wish: Wish<typeof shapes.dropWish>): Promise<number> {
    const { connections } = await this.send('POST', `/gateway/${applicationId}/drop`, wish, shapes.touched);
    return connections;
  }

  /** Sends a text frame as it stands, however malformed, down every live connection of an application. */
  async sendRaw(applicationId: string, frame: string): Promise<number> {
    const { connections } = await this.send(
      'POST',
      `/gateway/${applicationId}/send-raw`,
      { frame },
      shapes.touched,
    );
    return connections;
  }
}
