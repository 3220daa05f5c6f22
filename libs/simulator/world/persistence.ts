import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { State } from './state';
import { isRecord, stateShape } from './state';
import type { World } from './world';

/** Milliseconds in which several changes become one write. */
const gathering = 250;

export function loadState(path: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT') return undefined;
    throw error;
  }
  return stateShape.parse(JSON.parse(text));
}

/** Writes the world into its file soon after each change. It holds tokens, so only its owner may read it. */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly path: string,
    private readonly world: World,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    world.on('changed', () => {
      this.timer ??= setTimeout(() => this.save(), gathering);
    });
  }

  /** By way of a second file, so that a crash leaves the old state or the new one and never half of it. */
  save(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const next = `${this.path}.next`;
    writeFileSync(next, JSON.stringify(this.world.snapshot()), { mode: 0o600 });
    renameSync(next, this.path);
  }
}
