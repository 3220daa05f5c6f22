import { Allow, AllowInPerson, CurrentViewer } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Uploads } from './uploads.service';

/** Bytes of a picture. */
export const largestPicture = 1024 * 1024;

/** Pictures of accounts and bots. */
@Controller('api/v1')
export class UploadsController {
  constructor(private readonly uploads: Uploads) {}

  @Put('me/avatar')
  @AllowInPerson()
  async putMine(@CurrentViewer() viewer: Viewer, @Req() { body }: FastifyRequest) {
    return { avatarUrl: await this.uploads.put({ kind: 'account', id: viewer.accountId }, body, viewer) };
  }

  @Delete('me/avatar')
  @AllowInPerson()
  @HttpCode(200)
  async removeMine(@CurrentViewer() viewer: Viewer) {
    await this.uploads.remove({ kind: 'account', id: viewer.accountId }, viewer);
    return { avatarUrl: null };
  }

  @Put('bots/:id/avatar')
  @Allow(Permission.EDIT_BOTS, { bot: 'id' })
  async putOfBot(@Param('id') id: string, @CurrentViewer() viewer: Viewer, @Req() { body }: FastifyRequest) {
    return { avatarUrl: await this.uploads.put({ kind: 'bot', id }, body, viewer) };
  }

  @Delete('bots/:id/avatar')
  @Allow(Permission.EDIT_BOTS, { bot: 'id' })
  async removeOfBot(@Param('id') id: string, @CurrentViewer() viewer: Viewer) {
    await this.uploads.remove({ kind: 'bot', id }, viewer);
    return { avatarUrl: null };
  }

  @Get('uploads/:id')
  @Allow()
  async get(
    @Param('id') id: string,
    @CurrentViewer() viewer: Viewer,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { type, bytes, checksum } = await this.uploads.get(id, viewer);
    await reply
      .headers({
        'content-type': type,
        'content-length': bytes.length,
        'content-disposition': `attachment; filename="picture.${type.slice('image/'.length)}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600',
        etag: `"${checksum}"`,
      })
      .send(bytes);
  }
}
