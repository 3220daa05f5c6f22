import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';

import { InstallationSettings, type SignUpPolicy } from './installation-settings.entity';

/** What was chosen for the whole installation. */
@Injectable()
export class Settings {
  constructor(
    @InjectRepository(InstallationSettings) private readonly rows: Repository<InstallationSettings>,
    private readonly log: EventLog,
  ) {}

  async signUpPolicy(within: EntityManager = this.rows.manager): Promise<SignUpPolicy> {
    return (await within.findOneByOrFail(InstallationSettings, { one: true })).signUpPolicy;
  }

  async setSignUpPolicy(signUpPolicy: SignUpPolicy, viewer: Viewer): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const before = await this.signUpPolicy(manager);
      await manager.update(InstallationSettings, { one: true }, { signUpPolicy, updatedAt: new Date() });
      await emit(
        audited(viewer, {
          deed: 'installation.sign-up-policy',
          what: `${viewer.name} set the sign-up policy to ${signUpPolicy}.`,
          subject: { kind: 'installation', id: 'installation' },
          before: { signUpPolicy: before },
          after: { signUpPolicy },
        }),
      );
    });
  }
}
