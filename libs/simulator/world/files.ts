import type { APIAttachment } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';

import { notFoundHere } from '../errors';
import type { FileFolder, KeptFile } from './file-folder';
import type { World } from './world';

export interface UploadedFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** Bytes of all files together; beyond them the oldest give way. */
const room = 64 * 1024 * 1024;

/** What a browser may show by itself. Everything else is only handed out for saving. */
const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** The files of messages and options: in memory, and in a folder when there is one to outlive a restart. */
export class Files {
  private readonly kept = new Map<string, KeptFile>();
  private size = 0;

  constructor(
    private readonly world: World,
    private readonly origin: () => string,
    private readonly folder: FileFolder | null,
  ) {
    for (const file of folder?.all() ?? []) this.add(file);
  }

  keep({ name, type, bytes }: UploadedFile): APIAttachment {
    const id = this.world.newId();
    const url = `${this.origin()}/attachments/${id}/${encodeURIComponent(name)}`;
    const attachment = {
      id,
      filename: name,
      size: bytes.length,
      content_type: type,
      url,
      proxy_url: url,
    };
    this.add({ attachment, bytes });
    this.folder?.save({ attachment, bytes });
    return attachment;
  }

  find(id: string): KeptFile | undefined {
    return this.kept.get(id);
  }

  private add(file: KeptFile): void {
    const { id } = file.attachment;
    this.kept.set(id, file);
    this.size += file.bytes.length;
    for (const [oldest, { bytes }] of this.kept) {
      if (this.size <= room || oldest === id) break;
      this.kept.delete(oldest);
      this.size -= bytes.length;
      this.folder?.remove(oldest);
    }
  }
}

/** Where an attachment's address leads. What was uploaded is never run as a page of the simulator. */
export function fileRoute(app: FastifyInstance, files: Files): void {
  app.get<{ Params: { id: string; name: string } }>('/attachments/:id/:name', ({ params }, reply) => {
    const file = files.find(params.id);
    if (!file) throw notFoundHere();
    const { filename, content_type: type } = file.attachment;
    const isPicture = pictures.includes(type);
    return reply
      .headers({
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(filename)}`,
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600',
      })
      .type(isPicture ? type : 'application/octet-stream')
      .send(file.bytes);
  });
}
