/** The answer to a request: keys in the order in which clients have always seen them. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: readonly Entry[];
}

export type ReplyFormat = 'json' | 'xml';

export type Entry = readonly [key: string, value: unknown];

/** A list too long to hold: pages of entries that together are one object. */
export class PagedObject {
  constructor(readonly pages: AsyncIterable<readonly Entry[]>) {}
}

/** From this length on, in UTF-16 units, a text is worth being sent. */
export const pieceLength = 65_536;

/** The texts of entries, put together until they are long enough to be sent. */
export function* joined(page: readonly Entry[], textOf: (entry: Entry) => string): Generator<string> {
  let text = '';
  for (const entry of page) {
    text += textOf(entry);
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
