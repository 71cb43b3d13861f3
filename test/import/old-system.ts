import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** An entry of the old answer as the documentation prints it, with changes. */
export function oldEntry(id: number, change: OldChange = {}): Record<string, unknown> {
  const { params, domains, ...rest } = change;
  return {
    DeliveryServerID: String(id),
    Name: `Relay ${id}`,
    ConnectionParams: {
      smtp_host: 'smtp.example.com',
      smtp_port: 587,
      smtp_secure: 'tls',
      smtp_timeout: 30,
      smtp_auth: true,
      smtp_username: 'smtp_user',
      smtp_password: `canary-smtp-password-${id}`,
      ...params,
    },
    Domains: {
      link_tracking: 'track.example.com',
      open_tracking: 'open.example.com',
      mfrom_domain: 'bounce.example.com',
      enforced_from: 'noreply@example.com',
      senderinfo_as_mfrom: false,
      senderinfo_as_from: false,
      ...domains,
    },
    VerificationResults: {
      email_delivery: true,
      spf: true,
      dkim: false,
      dmarc: true,
      sender_domain: true,
      link_domain: true,
      open_domain: true,
    },
    VerificationLastCheckedAt: '2025-12-28 10:30:00',
    UserGroupAssignments: [],
    IsAllocated: false,
    ...rest,
  };
}

type OldChange = { params?: object; domains?: object } & Record<string, unknown>;

export function oldAnswer(...entries: Record<string, unknown>[]): object {
  return {
    Success: true,
    ErrorCode: 0,
    DeliveryServers: Object.fromEntries(entries.map((entry) => [entry.DeliveryServerID, entry])),
  };
}

/** What the old documentation answers for its example. */
export const group1 = (...Channels: string[]) => ({
  UserGroupID: '1',
  GroupName: 'Default User Group',
  Channels,
});
export const group5 = (...Channels: string[]) => ({
  UserGroupID: '5',
  GroupName: 'Enterprise Users',
  Channels,
});

export interface OldSystem {
  url: string;
  requests: { url: string; method: string; authorization: string | undefined; body: string }[];
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => Promise<void>)[] = [];

/** A web server that plays the old installation until the test is over. */
export async function startOldSystem(answer: object | string | Handler): Promise<OldSystem> {
  const requests: OldSystem['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      requests.push({ url, method, authorization: headers.authorization, body });
      if (typeof answer === 'function') answer(request, response);
      else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.php`, requests };
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
