import { Allow } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { Controller, Delete, Get, Header, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { docsPage } from './docs-page';
import { openApi } from './openapi';
import { Rest } from './rest';
import { type Route, routes } from './routes';

const methods = { GET: Get, POST: Post, PATCH: Patch, DELETE: Delete } as const;

/** The REST facade: a handler for each row of the table. Who may do what is decided at the doors of GraphQL behind it. */
@Controller('api/v1')
export class RestController {
  constructor(
    private readonly rest: Rest,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {}

  @Get('openapi.json')
  @Allow(Permission.INTROSPECT)
  openApi(): object {
    return openApi(this.schemaHost.schema);
  }

  @Get('docs')
  @Allow(Permission.INTROSPECT)
  @Header('content-type', 'text/html; charset=utf-8')
  docs(): string {
    return docsPage(openApi(this.schemaHost.schema));
  }

  static serve(route: Route): void {
    const answer = function (this: RestController, request: FastifyRequest, reply: FastifyReply) {
      return this.rest.answer(route, request, reply);
    };
    const descriptor = { value: answer, writable: true, configurable: true };
    Object.defineProperty(this.prototype, route.name, descriptor);
    for (const decorate of [methods[route.method](route.path), HttpCode(route.status ?? 200), Allow()]) {
      decorate(this.prototype, route.name, descriptor);
    }
    Req()(this.prototype, route.name, 0);
    Res({ passthrough: true })(this.prototype, route.name, 1);
  }
}

routes.forEach((route) => RestController.serve(route));
