import { CliError, exitCodes, usageError } from '../terminal/cli-error.js';
import { printable } from '../terminal/printable.js';
import { type Endpoint, endpointFrom } from './endpoint.js';
import { readEvents } from './event-stream.js';
import { errorFrom, type GraphQLProblem, type NameOf } from './problems.js';

const secondsToWait = 30;
/** Three heartbeats of the gateway. */
const silentSeconds = 45;

interface Answer {
  data?: unknown;
  errors?: GraphQLProblem[];
}

/** A running gateway, spoken to as any other client does. */
export class Gateway {
  private constructor(private readonly endpoint: Endpoint) {}

  /** @throws CliError when the environment does not have an address and a key */
  static from(environment: Readonly<Record<string, string | undefined>>): Gateway {
    return new Gateway(endpointFrom(environment));
  }

  /**
   * @param isRepeatable whether it may be done twice, though it is a mutation
   * @throws CliError when there is no answer, or one with errors
   */
  async execute<Data>(
    query: string,
    variables: object = {},
    nameOf: NameOf = String,
    isRepeatable = false,
  ): Promise<Data> {
    const signal = AbortSignal.timeout(secondsToWait * 1000);
    const isChange = query.trimStart().startsWith('mutation') && !isRepeatable;
    try {
      const response = await this.post('', { query, variables }, signal);
      return this.dataIn<Data>(response.status, parsed(await response.text()), nameOf, isChange);
    } catch (error) {
      throw signal.aborted ? this.tooLate(secondsToWait, isChange) : this.lost(error, isChange);
    }
  }

  /**
   * What a subscription tells, until the connection ends.
   * @param onOpen called when the gateway has begun to tell
   * @throws CliError also when the connection breaks
   */
  async *follow<Data>(
    query: string,
    variables: object,
    signal: AbortSignal,
    onOpen: () => void,
  ): AsyncGenerator<Data> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), silentSeconds * 1000);
    try {
      const either = AbortSignal.any([signal, silence.signal]);
      const response = await this.post('/stream', { query, variables }, either, 'text/event-stream');
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (!isStream || response.body === null) {
        this.dataIn(response.status, parsed(await response.text()), String);
        throw this.notGateway(response.status);
      }
      onOpen();
      for await (const { event, data } of readEvents(response.body, () => timer.refresh())) {
        if (event === 'next') yield this.dataIn<Data>(response.status, parsed(data), String);
        if (event === 'complete') return;
      }
    } catch (error) {
      throw silence.signal.aborted ? this.tooLate(silentSeconds, false) : this.lost(error, false);
    } finally {
      clearTimeout(timer);
    }
  }

  private async post(path: string, body: object, signal: AbortSignal, accept = 'application/json') {
    const headers = new Headers(this.endpoint.headers);
    headers.set('accept', accept);
    // To follow a redirection would hand the key to whoever is there.
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'manual' } as const;
    return fetch(`${this.endpoint.url}${path}`, init);
  }

  private dataIn<Data>(status: number, answer: Answer | null, nameOf: NameOf, isChange = false): Data {
    if (Array.isArray(answer?.errors)) throw errorFrom(answer.errors, nameOf);
    if (!answer?.data) throw this.notGateway(status, isChange);
    return answer.data as Data;
  }

  private get place(): string {
    return printable(this.endpoint.address);
  }

  private notGateway(status: number, isChange = false): CliError {
    const { place } = this;
    if (status < 502 || status > 504)
      return new CliError(
        `What answers at ${place} is not a gateway (HTTP ${status}). Check GATEWAY_URL.`,
        exitCodes.away,
      );
    const what = `The gateway behind ${place} is away (HTTP ${status}).`;
    return isChange ? outcomeUnknown(what) : new CliError(`${what} Try again later.`, exitCodes.away);
  }

  private tooLate(seconds: number, isChange: boolean): CliError {
    const what = `The gateway at ${this.place} did not answer within ${seconds} seconds.`;
    return isChange ? outcomeUnknown(what) : new CliError(`${what} Try again.`, exitCodes.away);
  }

  private lost(error: unknown, isChange: boolean): unknown {
    if (error instanceof CliError) return error;
    const code = codeOf(error);
    if (isPortOfOthers(error))
      return usageError(
        `The port of ${this.place} is one that this command and browsers refuse to use, so nothing was sent. Give the gateway another port, and GATEWAY_URL too.`,
      );
    if (isChange && !neverSent.includes(code))
      return outcomeUnknown(`The connection to the gateway at ${this.place} broke (${code}).`);
    return new CliError(
      `No gateway answers at ${this.place} (${code}). Start it with "npm start", or set GATEWAY_URL to where it is.`,
      exitCodes.away,
    );
  }
}

/** Whether it is a port of another protocol, to which `fetch` sends nothing. It has no code for it. */
function isPortOfOthers(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return cause instanceof Error && cause.message === 'bad port';
}

/** Codes of connections that never came to be. */
const neverSent = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Not "away", after which a script may try again. */
function outcomeUnknown(what: string): CliError {
  return new CliError(`${what} Whether the change was made is not known: look before you try again.`);
}

function parsed(text: string): Answer | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'no reason given' : codeOf(cause);
}
