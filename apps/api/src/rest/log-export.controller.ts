import { LogExport, type LogFormat } from '@cube/logging/log-export';
import { LogFilter } from '@cube/logging/log-filter';
import { Allow, CurrentViewer } from '@cube/platform/access';
import { Invalid } from '@cube/platform/errors';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { getVariableValues, Kind, parse } from 'graphql';

import { validation } from '../validation';
import { parametersOf, variablesFrom } from './route-variables';

const document = parse(
  'query ($format: String, $filter: LogFilter) { logs(filter: $filter) { liveCursor } }',
);

/** The log as a file. It is no row of the facade, for it is streamed and no GraphQL answer. */
@Controller('api/v1')
export class LogExportController {
  constructor(
    private readonly exports: LogExport,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {}

  /** Takes `format`, csv or ndjson, and the fields of LogFilter, as `GET /logs` does. */
  @Get('logs/export')
  @Allow(Permission.VIEW_LOGS, { bot: 'botId' })
  async export(
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentViewer() viewer: Viewer,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { format, filter } = await this.read(query);
    const { type, lines } = await this.exports.begin(filter, format, viewer);
    const day = new Date().toISOString().slice(0, 10);
    await reply
      .headers({
        'content-type': type,
        'content-disposition': `attachment; filename="log-${day}.${format}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .send(lines);
  }

  private async read(
    query: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly format: LogFormat; readonly filter: LogFilter }> {
    const { schema } = this.schemaHost;
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The document has no operation.');
    const given = variablesFrom(parametersOf(schema, { path: '' }, document), {
      params: {},
      query,
      body: null,
    });
    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
      maxErrors: 1,
    });
    if (errors) throw new Invalid(errors[0]?.message ?? 'Something in this request is not right.');
    const { format = 'csv', filter = {} } = coerced;
    if (format !== 'csv' && format !== 'ndjson') {
      throw new Invalid('format: Ask for csv or ndjson.', [
        { field: 'format', message: 'Ask for csv or ndjson.' },
      ]);
    }
    return {
      format,
      filter: await validation().transform(filter, { type: 'query', metatype: LogFilter }),
    };
  }
}
