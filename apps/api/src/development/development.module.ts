import { Global, Module } from '@nestjs/common';

import { RequestRecorder } from './request-recorder';
import { RequestsController } from './requests.controller';

/** What helps whoever works on the product. Mounted in the profile `development` alone. */
@Global()
@Module({
  controllers: [RequestsController],
  providers: [RequestRecorder],
  exports: [RequestRecorder],
})
export class DevelopmentModule {}
