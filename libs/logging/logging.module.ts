import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { LogsResolver } from './logs.resolver';
import { Logs } from './logs.service';
import { ResolvedError } from './resolved-error.entity';

@Module({
  imports: [TypeOrmModule.forFeature([ResolvedError])],
  providers: [Logs, LogsResolver],
  exports: [Logs],
})
export class LoggingModule {}
