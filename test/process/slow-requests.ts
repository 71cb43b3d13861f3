import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A request whose body has begun and not ended. */
export interface BegunUpload {
  /** Sends the rest and resolves with all that comes back until the connection closes; may be cut short. */
  finish(): Promise<string>;
}

/** Posts to the gateway, over a connection that asks to be kept unless told, and stops in the middle of the body. */
export async function beginUpload(
  url: string,
  path: string,
  body: object,
  connection: 'keep-alive' | 'close' = 'keep-alive',
): Promise<BegunUpload> {
  const socket = await connected(url);
  const bytes = Buffer.from(JSON.stringify(body));
  const half = Math.floor(bytes.length / 2);
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      `Host: ${new URL(url).host}`,
      'Content-Type: application/json',
      `Content-Length: ${bytes.length}`,
      `Connection: ${connection}`,
      '',
      '',
    ].join('\r\n'),
  );
  socket.write(bytes.subarray(0, half));
  let answer = '';
  socket.on('data', (text) => (answer += text));
  socket.on('error', () => {});
  return {
    async finish() {
      socket.write(bytes.subarray(half));
      if (!socket.closed) await once(socket, 'close').catch(() => {});
      return answer;
    },
  };
}

/** An answer that has begun and of which nothing more is read until {@link rest} is asked for. */
export interface BegunAnswer {
  /** Everything, and whether it came to its proper end. */
  rest(): Promise<{ text: string; isComplete: boolean }>;
}

export async function beginAnswer(url: string): Promise<BegunAnswer> {
  const request = get(url, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8');
  response.on('error', () => {});
  await new Promise<void>((resolve) => {
    response.once('data', (first) => {
      text += first;
      response.pause();
      resolve();
    });
  });
  return {
    async rest() {
      response.on('data', (piece) => (text += piece));
      response.resume();
      if (!response.closed) await once(response, 'close').catch(() => {});
      return { text, isComplete: response.complete };
    },
  };
}

/** Whether a gateway takes new connections at this address. */
export async function isListening(url: string): Promise<boolean> {
  try {
    (await connected(url)).destroy();
    return true;
  } catch {
    return false;
  }
}

async function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}
