import type { GraphQLField } from 'graphql';

/** True for a field that reads the property of its name, and nothing else: so Nest calls what does. */
export const isPlainField = ({ resolve }: GraphQLField<unknown, unknown>): boolean =>
  resolve === undefined || resolve.name === 'rootFieldResolver';
