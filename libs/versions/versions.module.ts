import { AuthModule } from '@cube/auth/auth.module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { History } from './history.service';
import { Keepers } from './keepers';
import { Version } from './version.entity';
import { VersionEventResolver, VersionsResolver } from './versions.resolver';
import { Versions } from './versions.service';

/** What things were before they were changed, who changed them, and the way back. */
@Module({
  imports: [TypeOrmModule.forFeature([Version]), AuthModule],
  providers: [Versions, History, Keepers, VersionsResolver, VersionEventResolver],
  exports: [Versions, Keepers],
})
export class VersionsModule {}
