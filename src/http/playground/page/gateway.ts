/** The part of a GraphQL answer that the page looks into; GraphiQL shows all of it. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: { code?: unknown } }[];
}

export interface Operation {
  query: string;
  variables?: unknown;
  operationName?: string | null | undefined;
}

/** The page is at `playground/`, beside it. */
export const endpoint = new URL('../graphql', location.href).href;

/** Sends one operation to the gateway. Throws only when no answer comes at all. */
export async function askGateway(key: string, operation: Operation): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...(key !== '' && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(operation),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (isAnswer(answer)) return answer;
  const code = response.status === 401 ? 'UNAUTHENTICATED' : 'NO_GRAPHQL_ANSWER';
  return {
    errors: [{ message: `The gateway answered with HTTP ${response.status}.`, extensions: { code } }],
  };
}

export function isUnauthenticated(answer: Answer): boolean {
  return answer.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED') ?? false;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}
