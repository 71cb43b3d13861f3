import type { TestApp } from '../support/test-app.js';

/** What a request for server-sent events is answered when it is refused, with the admin key unless `headers` has another. */
export async function streamAnswer(
  app: TestApp,
  body: unknown,
  {
    headers = {},
    method = 'POST',
    path = '/graphql/stream',
  }: { headers?: Record<string, string>; method?: string; path?: string } = {},
) {
  const answer = await fetch(`${app.url}${path}`, {
    method,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${app.adminKey}`,
      ...headers,
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  app.transcript.note(text);
  return { status: answer.status, headers: answer.headers, errors: JSON.parse(text).errors };
}
