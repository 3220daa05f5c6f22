import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';

import { FeaturesModule } from './features.module';

type Class = new (...dependencies: never[]) => object;

const isClass = (value: unknown): value is Class => typeof value === 'function';
const listed = (module: Class, key: 'imports' | 'providers'): Class[] =>
  [Reflect.getMetadata(key, module) ?? []].flat().filter(isClass);

/** The resolver classes of all feature modules, read from the modules themselves. */
export function resolversOf(module: Class = FeaturesModule, seen = new Set<Class>()): Class[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const own = listed(module, 'providers').filter((provider) =>
    Reflect.hasMetadata('graphql:resolver_type', provider),
  );
  return [...own, ...listed(module, 'imports').flatMap((each) => resolversOf(each, seen))];
}

/** The public schema as text, without starting anything: no database, no Redis. */
export async function printedSchema(): Promise<string> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create(resolversOf());
  await builder.close();
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
