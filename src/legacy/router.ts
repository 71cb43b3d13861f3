import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Command } from './command.js';
import { credentialsOf } from './credentials.js';
import { executeCommand, type RunResult } from './execute-command.js';
import { UnusableParametersError } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';
import type { Reply } from './reply.js';
import { readRequest } from './request.js';
import { sendReply } from './send-reply.js';

/** What the gateway lends to the legacy API; `Caller` is whoever a credential belongs to. */
export interface Gateway<Caller> {
  authenticate(credential: string): Promise<Caller | null>;
  /** Prepares an operation; running it throws errors whose `extensions.code` is GraphQL's. */
  prepare(operation: string): (variables: Record<string, unknown>, caller: Caller) => Promise<RunResult>;
  /** Whether a failure means "try again later". */
  isUnavailable(error: unknown): boolean;
  /** Notes an unexpected failure. */
  report(error: unknown): void;
}

const largestBody = 1_048_576;
const paths = ['/api.php', '/api.php/:command', '/api/v1/:command'];

/** `/api.php` and its aliases. Every answer is an envelope of the protocol, whatever goes wrong. */
export function legacyRouter<Caller>(commands: readonly Command[], gateway: Gateway<Caller>): Router {
  const prepared = new Map(
    commands.map((command) => [
      command.name.toLowerCase(),
      { command, run: gateway.prepare(command.operation) },
    ]),
  );

  async function answer(request: Request): Promise<Reply> {
    const { commandName, parameters } = await readRequest(request);
    const known = prepared.get(commandName.toLowerCase());
    if (!known) return unknownCommand(commandName);
    const caller = await firstCaller(credentialsOf(parameters, request.headers.authorization));
    if (caller === null) return envelope(new ProtocolError(99998, 200));
    return executeCommand(known.command, parameters, (variables) => known.run(variables, caller));
  }

  async function firstCaller(credentials: readonly string[]): Promise<Caller | null> {
    for (const credential of credentials) {
      const caller = await gateway.authenticate(credential);
      if (caller !== null) return caller;
    }
    return null;
  }

  function replyFromError(error: unknown): Reply {
    if (error instanceof ProtocolError) return envelope(error);
    if (error instanceof UnusableParametersError) return envelope(new ProtocolError(100000));
    if (hasGraphQLCode(error, 'FORBIDDEN')) return envelope(new ProtocolError(99999, 200));
    if (isBodyError(error)) return envelope(protocolErrorFromBodyError(error));
    if (gateway.isUnavailable(error)) {
      return { ...envelope(new ProtocolError(100005, 503)), headers: { 'retry-after': '5' } };
    }
    gateway.report(error);
    return envelope(new ProtocolError(100005, 500));
  }

  const handleError: ErrorRequestHandler = (error, _request, response, next) => {
    if (!response.headersSent) return void sendReply(response, replyFromError(error)).catch(next);
    if (!gateway.isUnavailable(error)) gateway.report(error);
    response.destroy();
  };

  const router = Router({ caseSensitive: false });
  router.all(
    paths,
    express.raw({ type: () => true, limit: largestBody }),
    async (request: Request, response: Response) => sendReply(response, await answer(request)),
    handleError,
  );
  return router;
}

function envelope({ status, code, message }: ProtocolError): Reply {
  return {
    status,
    body: [
      ['Success', false],
      ['ErrorCode', code],
      ['ErrorText', message],
    ],
  };
}

function unknownCommand(name: string): Reply {
  const message = `Invalid API command: ${JSON.stringify(name.slice(0, 100))} not found.`;
  const { status, body } = envelope(new ProtocolError(100003, 400, message));
  return { status, body: [...body, ['Errors', [{ Code: 100003, Message: message }]]] };
}

/** What `express.raw` throws: a body too large, cut off, or in an encoding that nobody can read. */
interface BodyError {
  status: number;
  type: string;
}

function isBodyError(error: unknown): error is BodyError {
  const { status, type } = (error ?? {}) as Partial<BodyError>;
  return typeof status === 'number' && typeof type === 'string';
}

function protocolErrorFromBodyError({ status }: BodyError): ProtocolError {
  if (status === 413) return new ProtocolError(100000, 413);
  return new ProtocolError(status === 415 ? 100001 : 100000);
}

function hasGraphQLCode(error: unknown, code: string): boolean {
  return (error as { extensions?: { code?: unknown } } | null)?.extensions?.code === code;
}
