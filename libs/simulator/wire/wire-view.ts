import { GatewayOpcodes } from 'discord-api-types/v10';

import type { Interactions } from '../interactions/interactions';
import { isRecord } from '../world/state';
import type { World } from '../world/world';
import { malformedWithoutSecrets, pathWithoutSecrets, withoutSecrets } from './secrets';
import type { Call, Ending, Entry, Frame, WireLog } from './wire-log';
import type { WireEntry, WirePage } from './wire-shapes';

/** Characters of one body that are shown. */
const longestBody = 8 * 1024;

type Of<Event> = Event & { readonly id: number; readonly at: number };

/** What a reader sees of the wire: everything but the secrets. */
export class WireView {
  constructor(
    private readonly log: WireLog,
    private readonly world: World,
    private readonly interactions: Interactions,
  ) {}

  since(after: number, limit: number): WirePage {
    const { entries, missed } = this.log.since(after, limit);
    return { entries: entries.map((entry) => this.show(entry)), missed };
  }

  private show(entry: Entry): WireEntry {
    switch (entry.kind) {
      case 'frame':
        return this.frame(entry);
      case 'ending':
        return this.ending(entry);
      case 'call':
        return this.call(entry);
    }
  }

  private frame(frame: Of<Frame>): WireEntry {
    const value = parse(frame.text);
    const { op, t, s } = isRecord(value) ? value : { op: undefined, t: null, s: null };
    return {
      ...this.gatewayHead(frame),
      from: frame.isFromBot ? 'bot' : 'discord',
      size: Buffer.byteLength(frame.text),
      op: typeof op === 'number' ? op : null,
      opcode: typeof op === 'number' ? (GatewayOpcodes[op] ?? 'Unknown opcode') : 'Malformed',
      event: typeof t === 'string' ? t : null,
      seq: typeof s === 'number' ? s : null,
      closeCode: null,
      body: value === undefined ? malformedWithoutSecrets(frame.text) : shown(value),
    };
  }

  private ending(ending: Of<Ending>): WireEntry {
    return {
      ...this.gatewayHead(ending),
      from: 'discord',
      size: 0,
      op: null,
      opcode: 'Closed',
      event: null,
      seq: null,
      closeCode: ending.code,
      body: '',
    };
  }

  private gatewayHead({ id, at, line }: Of<Frame | Ending>) {
    return {
      id,
      at: new Date(at).toISOString(),
      kind: 'gateway' as const,
      bot: this.bot(line.applicationId),
      connection: line.number,
      shard: line.shard,
    };
  }

  private call({
    id,
    at,
    method,
    url,
    status,
    milliseconds,
    applicationId,
    sent,
    size,
    answer,
  }: Of<Call>): WireEntry {
    const [, interactionToken] = /\/interactions\/[^/]+\/([^/?]+)/.exec(url) ?? [];
    const [, webhookId] = /\/webhooks\/(\d+)\//.exec(url) ?? [];
    const owner =
      applicationId ??
      (interactionToken === undefined
        ? webhookId
        : this.interactions.ofToken(interactionToken)?.applicationId);
    return {
      id,
      at: new Date(at).toISOString(),
      kind: 'rest',
      bot: this.bot(owner ?? null),
      from: 'bot',
      size,
      method,
      path: pathWithoutSecrets(url.replace(/^\/api\/v10/, '')),
      status,
      milliseconds,
      request: sent === undefined ? null : sent === null ? '(too large to keep)' : shown(sent),
      answer: answer === null ? null : shown(parse(answer)),
    };
  }

  private bot(id: string | null): WireEntry['bot'] {
    const application = id === null ? undefined : this.world.applications.get(id);
    return application ? { id: application.id, name: application.name } : null;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(withoutSecrets(value), null, 2) ?? '';
  return text.length > longestBody ? `${text.slice(0, longestBody)}\n… (cut)` : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
