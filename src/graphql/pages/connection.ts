import { type ClassType, Field, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../decorators.js';
import { Lazy } from '../schema/field-marks.js';

@PlainObject('PageInfo', 'Where a page of a list stands (Relay).')
export class PageInfo {
  @Lazy()
  @Field(() => Boolean, { description: 'Whether there is more after this page, as the list is now.' })
  hasNextPage!: boolean;

  @Lazy()
  @Field(() => Boolean, { description: 'Whether there is more before this page, as the list is now.' })
  hasPreviousPage!: boolean;

  @NullableField(
    () => String,
    'Cursor of the first item: give it as `before` to get the previous page; null on an empty page.',
  )
  startCursor!: string | null;

  @NullableField(
    () => String,
    'Cursor of the last item: give it as `after` to get the next page; null on an empty page.',
  )
  endCursor!: string | null;
}

export interface Connection<T> {
  /** Called only when the field is selected, and so is `totalCount`. */
  edges: () => { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: Pick<PageInfo, 'startCursor' | 'endCursor'> & {
    /** Called only when the field is selected. */
    hasNextPage: () => boolean | Promise<boolean>;
    hasPreviousPage: () => boolean | Promise<boolean>;
  };
  totalCount: () => Promise<number>;
}

/** The connection and edge types of a list (Relay), with `nodes` for those who need no cursors. */
export function connectionType(node: ClassType, name: string, noun: string, nouns = `${noun}s`): ClassType {
  @PlainObject(`${name}Edge`, `One ${noun} of a list, with its place in it.`)
  class Edge {
    @Field(() => String, { description: 'Opaque place in the list and its order, for `after` and `before`.' })
    cursor!: string;

    @Field(() => node, { description: `The ${noun}.` })
    node!: object;
  }

  @PlainObject(`${name}Connection`, `A page of a list of ${nouns}.`)
  class ConnectionOfNodes {
    @Lazy()
    @Field(() => [Edge], { description: 'The items, each with its cursor.' })
    edges!: Edge[];

    @Field(() => [node], { description: 'The items alone.' })
    nodes!: object[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    pageInfo!: PageInfo;

    @Lazy()
    @Field(() => Int, { description: 'Length of the whole list. Counted only when asked for.' })
    totalCount!: number;
  }
  return ConnectionOfNodes;
}
