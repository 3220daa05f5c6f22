import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ErrorGroups } from './error-groups.service';
import { ErrorsResolver } from './errors.resolver';
import { LogCounts } from './log-counts';
import { LogExport } from './log-export';
import { LogReader } from './log-reader';
import { LogsResolver } from './logs.resolver';
import { Logs } from './logs.service';
import { ResolvedError } from './resolved-error.entity';

@Module({
  imports: [TypeOrmModule.forFeature([ResolvedError])],
  providers: [ErrorGroups, ErrorsResolver, LogCounts, LogExport, LogReader, Logs, LogsResolver],
  exports: [LogExport, Logs],
})
export class LoggingModule {}
