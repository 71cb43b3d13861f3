/** One server-sent event. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** More than any event has. */
const maxEventLength = 16 * 1024 * 1024;

/** Reads server-sent events as the gateway writes them: a blank line ends each, and a line that begins with a colon is a heartbeat. */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    onSign();
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > maxEventLength) throw new Error('An event is too long.');
    yield* blocks.map(eventFrom);
  }
}

function eventFrom(block: string): StreamEvent {
  const lines = block.split('\n');
  const valuesOf = (name: string) =>
    lines
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  return { event: valuesOf('event').join(''), data: valuesOf('data').join('\n') };
}
