import { Allow } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { Controller, Get, Header } from '@nestjs/common';

import { RequestRecorder } from './request-recorder';
import { requestsPage } from './requests-page';

/** `/dev/requests`, for the admins of a development machine. */
@Controller('dev')
export class RequestsController {
  constructor(private readonly recorder: RequestRecorder) {}

  @Get('requests')
  @Allow(Permission.MANAGE_PEOPLE)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  requests(): string {
    return requestsPage(this.recorder.last);
  }
}
