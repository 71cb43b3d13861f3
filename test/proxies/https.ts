import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { text as textOf } from 'node:stream/consumers';

export interface Question extends RequestOptions {
  /** The certificate that is trusted. */
  ca: string;
  body?: string;
}

/** Begins a request and gives its answer as soon as it begins. `fetch` cannot be told which certificate to trust. */
export async function begin(url: string, { body, ...options }: Question): Promise<IncomingMessage> {
  const sent = request(url, { agent: new Agent(), method: body === undefined ? 'GET' : 'POST', ...options });
  sent.setTimeout(20_000, () => sent.destroy(new Error('The answer does not begin.')));
  sent.end(body);
  const [answer] = await once(sent, 'response');
  sent.setTimeout(0);
  return answer;
}

export async function ask(url: string, question: Question) {
  const answer = await begin(url, question);
  const text = await textOf(answer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}
