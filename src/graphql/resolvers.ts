import type { ClassType } from 'type-graphql';

/** A resolver class, and how its one object is made of what the program has. */
export interface ResolverEntry<Parts> {
  resolverClass: ClassType;
  create(parts: Parts): object;
}

export function resolver<Parts, Resolver extends object>(
  resolverClass: ClassType<Resolver>,
  create: (parts: Parts) => Resolver,
): ResolverEntry<Parts> {
  return { resolverClass, create };
}

/** The object of each resolver class. */
export type Resolvers = ReadonlyMap<unknown, object>;

export function createResolvers<Parts>(entries: readonly ResolverEntry<Parts>[], parts: Parts): Resolvers {
  return new Map(entries.map(({ resolverClass, create }) => [resolverClass, create(parts)]));
}
