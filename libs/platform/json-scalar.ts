import { GraphQLScalarType } from 'graphql';

/** Any JSON value, for data whose shape is told elsewhere: GraphQL's own defaults take and give it as it stands. */
export const JsonScalar = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' });
