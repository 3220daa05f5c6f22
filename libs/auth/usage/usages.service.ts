import { Forbidden, Invalid } from '@cube/platform/errors';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { DataSource } from 'typeorm';

import { ApiKeys } from '../keys/api-keys.service';
import type { ApiKeyUsage, FieldCaller, FieldUsage, OperationUsage } from './usage';

const mostOperations = 200;
const mostFields = 2000;
const mostCallers = 100;

interface FieldRow {
  readonly field: string;
  readonly calls: number;
  readonly last: Date;
  readonly callers: readonly {
    readonly id: string;
    readonly by_key: boolean;
    readonly account: string | null;
    readonly calls: number;
    readonly last: string;
  }[];
}

/** What the API is used for, and by whom. */
@Injectable()
export class Usages {
  constructor(
    private readonly database: DataSource,
    private readonly keys: ApiKeys,
  ) {}

  /** Of one's own key, with MANAGE_KEYS of anybody's; a key learns of itself only. */
  async ofKey(keyId: string, since: Date | undefined, viewer: Viewer): Promise<ApiKeyUsage> {
    const { id } = await this.keys.get(keyId, viewer);
    if (viewer.by === 'key' && id !== viewer.sessionId && !viewer.access.may(Permission.MANAGE_KEYS)) {
      throw new Forbidden(
        'A key may see its own usage only: that of others takes the permission MANAGE_KEYS.',
      );
    }
    const operations: OperationUsage[] = await this.database.query(
      `select operation, sum(calls)::float as calls, sum(cost)::float as cost, sum(errors)::float as errors,
         max(last_used_at) as "lastUsedAt"
       from api_usage where key_id = $1 and ($2::timestamptz is null or day >= ($2 at time zone 'utc')::date)
       group by operation order by calls desc, operation`,
      [id, since ?? null],
    );
    const sum = (of: 'calls' | 'cost' | 'errors') => operations.reduce((total, each) => total + each[of], 0);
    const times = operations.map(({ lastUsedAt }) => lastUsedAt.getTime());
    return {
      calls: sum('calls'),
      cost: sum('cost'),
      errors: sum('errors'),
      lastUsedAt: times.length > 0 ? new Date(Math.max(...times)) : null,
      operations: operations.slice(0, mostOperations),
    };
  }

  /** What of the schema is used by whom. Deprecated parts are named even when nobody uses them. */
  async ofFields(
    schema: GraphQLSchema,
    deprecatedOnly: boolean,
    field: string | undefined,
  ): Promise<FieldUsage[]> {
    const deprecated = deprecatedIn(schema);
    if (field !== undefined && field.length > 200) throw new Invalid('Name a field such as Bot.name.');
    const wanted = field !== undefined ? [field] : deprecatedOnly ? [...deprecated.keys()] : null;
    const rows: FieldRow[] = await this.database.query(
      `select field, sum(calls)::float as calls, max(field_usage.last_used_at) as last,
         (jsonb_agg(jsonb_build_object('id', caller_id, 'by_key', by_key, 'calls', calls, 'last', field_usage.last_used_at,
            'account', case when by_key then api_key.account_id else caller_id end)
            order by field_usage.last_used_at desc)) as callers
       from field_usage left join api_key on by_key and api_key.id = caller_id
       where $1::text[] is null or field = any($1) group by field order by field limit ${mostFields}`,
      [wanted],
    );
    const used = new Map(rows.map((row) => [row.field, row]));
    const names = wanted ?? [...used.keys()];
    return names.map((name) => {
      const row = used.get(name);
      return {
        field: name,
        deprecationReason: deprecated.get(name) ?? null,
        calls: row?.calls ?? 0,
        lastUsedAt: row?.last ?? null,
        callers: (row?.callers ?? [])
          .slice(0, mostCallers)
          .map(({ id, by_key, account, calls, last }): FieldCaller => ({
            keyId: by_key ? id : null,
            accountId: account,
            calls,
            lastUsedAt: new Date(last),
          })),
      };
    });
  }
}

/** The deprecated parts of the schema, with the reasons, under the names by which they are counted. */
function deprecatedIn(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = (name: string, reason: string | null | undefined) => {
    if (reason !== null && reason !== undefined) found.set(name, reason);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type)) {
      type.getValues().forEach((value) => note(`${type.name}.${value.name}`, value.deprecationReason));
    } else if (isInputObjectType(type)) {
      Object.values(type.getFields()).forEach((field) =>
        note(`${type.name}.${field.name}`, field.deprecationReason),
      );
    } else if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        note(`${type.name}.${field.name}`, field.deprecationReason);
        field.args.forEach((argument) =>
          note(`${type.name}.${field.name}(${argument.name}:)`, argument.deprecationReason),
        );
      }
    }
  }
  return found;
}
