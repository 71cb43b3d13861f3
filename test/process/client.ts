import type { Transcript } from '../support/transcript.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  body: any;
}

/** Speaks to a gateway in another process with one key, and notes what it answers. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly key: string | null,
    private readonly transcript: Transcript,
  ) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.answer(await fetch(`${this.url}${path}`, { headers, redirect: 'manual' }));
  }

  graphql(query: string, variables: object = {}): Promise<Answer> {
    const authorization = this.key === null ? {} : { authorization: `Bearer ${this.key}` };
    return this.post('/graphql', { query, variables }, authorization);
  }

  legacy(parameters: object): Promise<Answer> {
    return this.post('/api.php', { ...(this.key === null ? {} : { APIKey: this.key }), ...parameters });
  }

  /** Creates a server and gives its number. */
  async createServer(change: object = {}): Promise<number> {
    this.transcript.guard('SMTP password', newServer.SendMethodSMTPPassword);
    const { body, text } = await this.legacy({ ...newServer, ...change });
    if (body.Success !== true) throw new Error(`The server was not created: ${text}`);
    return body.DeliveryServerID;
  }

  async serverNames(): Promise<string[]> {
    const { body } = await this.graphql('{ deliveryServers(first: 100) { nodes { name } } }');
    return body.data.deliveryServers.nodes.map(({ name }: { name: string }) => name);
  }

  private async post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    return this.answer(await fetch(`${this.url}${path}`, { ...init, body: JSON.stringify(body) }));
  }

  private async answer(response: Response): Promise<Answer> {
    const text = await response.text();
    this.transcript.note(text);
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    };
  }
}

export const newServer = {
  Command: 'deliveryserver.create',
  DeliveryServerName: 'Main relay',
  SendMethodSMTPHost: 'smtp.example.com',
  SendMethodSMTPPort: 587,
  SendMethodSMTPSecure: 'tls',
  SendMethodSMTPTimeout: 30,
  SendMethodSMTPAuth: true,
  SendMethodSMTPUsername: 'mailer',
  SendMethodSMTPPassword: 'the-password-of-the-relay',
  DomainSettings_LinkTracking: 'links.example.com',
  DomainSettings_OpenTracking: 'opens.example.com',
  DomainSettings_MFrom: 'bounces.example.com',
} as const;
