import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Version } from './version.entity';
import { Versions } from './versions.service';

/** What things were before they were changed, and who changed them. */
@Module({
  imports: [TypeOrmModule.forFeature([Version])],
  providers: [Versions],
  exports: [Versions],
})
export class VersionsModule {}
