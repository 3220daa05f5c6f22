import { z } from 'zod';

import * as shapes from './control-shapes';

/** An answer of the control API that is no success; its message is the simulator's own sentence. */
export class SimulatorError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const problem = z.object({ message: z.string() });

/** How the control API is spoken to. */
export class ControlCalls {
  private readonly root: string;

  constructor(url: string) {
    this.root = `${url.replace(/\/$/, '')}/control`;
  }

  protected async do(method: string, path: string, wish: object): Promise<void> {
    await this.send(method, path, wish, shapes.nothing);
  }

  protected async make(path: string, wish: object): Promise<string> {
    const { id } = await this.send('POST', path, wish, shapes.made);
    return id;
  }

  protected get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    return this.call(path, {}, shape);
  }

  protected send<T>(method: string, path: string, body: object, shape: z.ZodType<T>): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return this.call(path, { method, headers, body: JSON.stringify(body) }, shape);
  }

  private async call<T>(path: string, init: RequestInit, shape: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${this.root}${path}`, init);
    const answer: unknown = await response.json();
    if (response.ok) return shape.parse(answer);
    const { data } = problem.safeParse(answer);
    throw new SimulatorError(response.status, data?.message ?? `The simulator answered ${response.status}.`);
  }
}
