import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';

import type { State, VersionKind, VersionSubject } from './version.entity';
import type { Author } from './versions.service';

type Restorer = Viewer & NonNullable<Author>;

/** How a room brings back what was. It goes the ordinary way: what its service refuses, it refuses here too. */
export interface Keeper {
  /** Writes these fields; null stands for a field that there was not. */
  update(subject: VersionSubject, fields: State, author: Restorer): Promise<unknown>;
  /** Makes a thing that is gone again, under its old id. */
  create(subject: VersionSubject, state: State, author: Restorer): Promise<unknown>;
}

/** Who brings back what. The room that owns a kind of thing adds itself. */
@Injectable()
export class Keepers {
  private readonly keepers = new Map<VersionKind, Keeper>();

  add(kind: VersionKind, keeper: Keeper): void {
    this.keepers.set(kind, keeper);
  }

  of(kind: VersionKind): Keeper {
    const keeper = this.keepers.get(kind);
    if (!keeper) throw new Error(`Nobody brings back a version of ${kind}.`);
    return keeper;
  }
}
