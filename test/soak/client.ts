import { Agent, request } from 'node:http';
import type { Saboteur } from './sabotage.js';

/** What clients may be told: done; not done, come back later; nobody knows (of a write without a key alone). */
export type Outcome = 'DONE' | 'COME_BACK' | 'UNKNOWN' | 'FORBIDDEN';

export interface Answer {
  outcome: Outcome;
  status: number;
  milliseconds: number;
  /** Of `Retry-After`. */
  retrySeconds: number;
  // biome-ignore lint/suspicious/noExplicitAny: whoever asked knows what it is
  body: any;
}

export interface Question {
  /** As it is counted. */
  kind: string;
  path: string;
  body: object;
  /** False for a write without an idempotency key. */
  isRepeatable?: boolean;
  headers?: Readonly<Record<string, string>>;
}

/** Beyond what the gateway promises: an answer begins within 8 seconds. */
const answerMilliseconds = 12_000;
const maxNotes = 20;

/** Asks the gateway and judges every answer by its form. */
export class Client {
  private readonly agent: Agent;
  readonly counts: Record<Outcome, number> = { DONE: 0, COME_BACK: 0, UNKNOWN: 0, FORBIDDEN: 0 };
  /** What should not have been answered, in words; the first of them. */
  readonly forbidden: string[] = [];
  /** Milliseconds of the answers that were served, of each kind of request. */
  readonly times = new Map<string, number[]>();

  constructor(
    private readonly url: string,
    readonly key: string,
    connections: number,
    private readonly saboteur: Saboteur,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  }

  graphql(kind: string, query: string, variables: object): Promise<Answer> {
    return this.ask({ kind, path: '/graphql', body: { query, variables } });
  }

  legacy(kind: string, parameters: object, more: Partial<Question> = {}): Promise<Answer> {
    return this.ask({ kind, path: '/api.php', body: { APIKey: this.key, ...parameters }, ...more });
  }

  async ask(question: Question): Promise<Answer> {
    const answer = await this.exchange(question).catch(
      ({ message }: Error): Answer => ({ ...noAnswer, body: message }),
    );
    if (answer.status === 200 && this.saboteur.take('wrong-answer')) answer.status = 500;
    if (answer.status === 503 && this.saboteur.take('no-retry-after')) answer.retrySeconds = 0;
    if (this.saboteur.take('silence')) Object.assign(answer, noAnswer);
    answer.outcome = outcomeOf(answer, question.isRepeatable ?? true);
    this.count(question, answer);
    return answer;
  }

  /** Forgets what has come so far, but for faults. */
  reset(): void {
    this.times.clear();
    Object.assign(this.counts, { DONE: 0, COME_BACK: 0, UNKNOWN: 0 });
  }

  /** Also ends what is under way. */
  close(): void {
    this.agent.destroy();
  }

  private timesOf(kind: string): number[] {
    const times = this.times.get(kind) ?? [];
    this.times.set(kind, times);
    return times;
  }

  private count({ kind }: Question, answer: Answer): void {
    this.counts[answer.outcome] += 1;
    if (answer.outcome === 'DONE') this.timesOf(kind).push(answer.milliseconds);
    if (answer.outcome !== 'FORBIDDEN') return;
    if (this.forbidden.length < maxNotes)
      this.forbidden.push(`${kind}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
  }

  private exchange({ path, body, headers }: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      let begun = performance.now();
      const sent = request(
        new URL(path, this.url),
        {
          method: 'POST',
          agent: this.agent,
          timeout: answerMilliseconds,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
            ...(path === '/graphql' ? { authorization: `Bearer ${this.key}` } : {}),
            ...headers,
          },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () => {
            const milliseconds = performance.now() - begun;
            const retrySeconds = Number(response.headers['retry-after'] ?? 0);
            const status = response.statusCode ?? 0;
            resolve({ ...noAnswer, status, milliseconds, retrySeconds, body: parsed(pieces) });
          });
        },
      );
      // To wait for a connection is no matter of the gateway.
      sent.on('socket', () => {
        begun = performance.now();
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.on('error', reject);
      sent.end(text);
    });
  }
}

const noAnswer: Answer = { outcome: 'FORBIDDEN', status: 0, milliseconds: 0, retrySeconds: 0, body: null };

function parsed(pieces: Buffer[]): unknown {
  const text = Buffer.concat(pieces).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function outcomeOf({ status, retrySeconds, body }: Answer, isRepeatable: boolean): Outcome {
  if (status === 503 && retrySeconds > 0) return 'COME_BACK';
  if (status === 503 && !isRepeatable) return 'UNKNOWN';
  if (status !== 200 || typeof body !== 'object' || body === null) return 'FORBIDDEN';
  if ('Success' in body) return body.Success ? 'DONE' : 'FORBIDDEN';
  const payloads = Object.values((body.data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
  const isRefused = payloads.some((payload) => (payload?.userErrors?.length ?? 0) > 0);
  return body.errors || isRefused ? 'FORBIDDEN' : 'DONE';
}
