import { type ClassType, Field, ObjectType } from 'type-graphql';

/** A field that may be null; an input may leave it out too. */
export function NullableField(type: () => object, description: string) {
  return Field(type as () => ClassType, { nullable: true, description });
}

/** A type whose fields without resolvers are plain properties, which is faster: nothing waits and nothing is copied. */
export function PlainObject(name: string, description: string) {
  return ObjectType(name, { simpleResolvers: true, description });
}
