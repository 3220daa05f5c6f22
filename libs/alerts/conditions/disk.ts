import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { Config, isLoopback } from '@cube/platform/config';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

import { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import type { Condition, Finding } from './condition';
import { between, noBot, noWindow } from './shapes';

interface Disk {
  readonly device: number;
  /** What of ours is on it. */
  readonly holds: string;
  /** Percent. */
  readonly used: number;
  readonly freeBytes: number;
}

/** A disk of this machine that holds files of ours is nearly full: spilled events, log files, the database where it is here. */
@Injectable()
export class DiskFull implements Condition {
  readonly kind = AlertKind.DISK;
  readonly parameters = z.object({
    botId: noBot,
    threshold: between(1, 100, 'percent'),
    windowSeconds: noWindow,
  });

  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  async find({ threshold }: AlertRule): Promise<readonly Finding[]> {
    const full = (await this.disks()).filter(({ used }) => used >= (threshold ?? 100));
    return full.map(({ holds, used, freeBytes }) => ({
      subject: `disk of ${holds}`,
      name: `The disk of ${holds}`,
      botId: null,
      what: `The disk of ${holds} is ${used.toFixed(1)} percent full.`,
      figures: { 'percent used': used.toFixed(1), 'MB free': Math.round(freeBytes / 1024 / 1024) },
      prove: async () => [],
    }));
  }

  /** Each disk once, however many of our folders are on it. */
  private async disks(): Promise<readonly Disk[]> {
    const { spill, logFolder } = this.config;
    const folders: readonly (readonly [string, string | null])[] = [
      ['spilled events', spill.folder],
      ['log files', logFolder],
      ['the database', await this.databaseFolder()],
    ];
    const found = new Map<number, Disk>();
    for (const [holds, folder] of folders) {
      const disk = folder === null ? null : await diskOf(folder, holds);
      if (disk && !found.has(disk.device)) found.set(disk.device, disk);
    }
    return [...found.values()];
  }

  /** Null where the database is on another machine, or does not tell us. */
  private async databaseFolder(): Promise<string | null> {
    if (!isLoopback(new URL(this.config.database.url).hostname)) return null;
    const [row]: { folder: string | null }[] = await this.database.query(
      `select case when pg_has_role('pg_read_all_settings', 'usage') then current_setting('data_directory') end as folder`,
    );
    return row?.folder ?? null;
  }
}

/** Null for a folder that this process may not look at. One that is not there yet will be made on the disk of its parent. */
async function diskOf(folder: string, holds: string): Promise<Disk | null> {
  const path = resolve(folder);
  try {
    const [{ dev }, { blocks, bfree, bavail, bsize }] = await Promise.all([stat(path), statfs(path)]);
    const taken = blocks - bfree;
    // As `df` counts: what is kept for root is no room for us.
    const room = taken + bavail;
    return { device: dev, holds, used: room === 0 ? 0 : (taken / room) * 100, freeBytes: bavail * bsize };
  } catch (error) {
    const code: unknown = Object(error).code;
    if (code === 'ENOENT' && dirname(path) !== path) return diskOf(dirname(path), holds);
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENOENT') return null;
    throw error;
  }
}
