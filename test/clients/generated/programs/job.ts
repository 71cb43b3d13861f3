/** What every generated client is asked to do, for {@link Report}: create three servers, read one, list, be refused. */
export const endpoint = `${process.env.GATEWAY_URL}/graphql`;
export const headers = { authorization: `Bearer ${process.env.GATEWAY_API_KEY}` };

export const names = ['Relay A', 'Relay B', 'Relay C'];
export const pageSize = 2;

export function newServer(name: string) {
  return {
    name,
    smtp: {
      host: 'smtp.example.com',
      port: 587,
      security: 'STARTTLS' as const,
      authRequired: true,
      username: 'mailer',
      password: 'a-password-of-a-generated-client',
    },
    domains: {
      linkTracking: 'track.example.com',
      openTracking: 'open.example.com',
      mailFrom: 'bounce.example.com',
      enforcedFrom: 'noreply@example.com',
    },
  };
}

/** A server that wants a user name and is not given one. */
export function refusedServer() {
  const { smtp, ...rest } = newServer('Refused');
  return { ...rest, smtp: { ...smtp, username: null } };
}

export interface Server {
  readonly id: string;
  readonly name: string;
  readonly smtp: { readonly host: string; readonly port: number };
  readonly domains: { readonly linkTracking: string; readonly enforcedFrom?: string | null | undefined };
  readonly createdAt: string;
}

export interface Report {
  created: Server;
  read: Server;
  pages: string[][];
  refusals: { field: readonly string[] | null | undefined; code: string }[];
}

export function print(report: Report): void {
  process.stdout.write(JSON.stringify(report));
}

/** Posts an operation, for the generators that leave that to the caller. */
export async function post(query: string, variables: unknown) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The gateway left out what was to be there.');
  return value;
}

/** Whether two types are the same. `any` is the same as itself alone. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles when all these types are `true`. */
export function prove<_Facts extends true[]>(): void {}
