import { Extensions } from '@nestjs/graphql';
import type { GraphQLField } from 'graphql';

/**
 * Marks a mutation as a message that a page sends over the socket of its subscriptions: what it says is about that very
 * socket. Every other query or mutation is refused there.
 */
export const OverSocket = () => Extensions({ overSocket: true });

export const isOverSocket = (field: GraphQLField<unknown, unknown> | undefined): boolean =>
  field?.extensions['overSocket'] === true;
