import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { bodyDeadline } from './body-deadline.js';
import type { Command } from './command.js';
import { credentialsOf } from './credentials.js';
import { textFromLatin1 } from './decode-text.js';
import { executeCommand, type RunResult } from './execute-command.js';
import type { Parameters } from './parameters.js';
import { legacyPaths } from './paths.js';
import { ProtocolError } from './protocol-error.js';
import type { Reply, ReplyFormat } from './reply.js';
import { type ClassifyFailure, envelope, replyFromError, unknownCommand } from './reply-from-error.js';
import { readQuery, readRequest } from './request.js';
import {
  anonymousLimits,
  authenticatedLimits,
  type RequestLimits,
  SizeBudget,
  tooLarge,
} from './request-limits.js';
import { sendReply } from './send-reply.js';

/** What the gateway lends to the legacy API; `Caller` is whoever a credential belongs to. */
export interface LegacyServices<Caller> {
  authenticate(credential: string, place: { address: string; requestId: string }): Promise<Caller | null>;
  /** Prepares a command's operation; running it throws errors whose `extensions.code` is GraphQL's. */
  prepare(
    command: Pick<Command, 'name' | 'operation'>,
  ): (variables: Record<string, unknown>, origin: Origin<Caller>) => Promise<RunResult>;
  /** Records that a caller used a command; what it gives goes into the request's line in the log. */
  recordUsage(command: string, caller: Caller): Record<string, unknown>;
  /**
   * Counts a request against the limit of its caller, and gives the headers that tell what is left.
   * Throws an error whose `extensions.code` is RATE_LIMITED when nothing is.
   */
  limitRate(caller: Caller, setHeaders: (headers: Record<string, string>) => void): void;
  /** Lets an answer begin later than others have to. */
  allowTime(response: Response, milliseconds: number): void;
  /** Whether a text has no visible character. */
  isBlank(text: string): boolean;
  /** What a failure of the database means; null for anything else. */
  classifyFailure: ClassifyFailure;
  /** Notes an unexpected failure. */
  report(error: unknown, requestId: string): void;
}

/** Where a command comes from. */
export interface Origin<Caller> {
  caller: Caller | null;
  credential: string | null;
  address: string;
  /** Under which the request may be sent again; null when it says nothing. */
  idempotencyKey: string | null;
  requestId: string;
  /** Where the answer goes. */
  response: Response;
}

const maxKeyLength = 255;

/** `/api.php` and its aliases. Every answer is an envelope of the protocol, whatever goes wrong. */
export function legacyRouter<Caller>(commands: readonly Command[], services: LegacyServices<Caller>): Router {
  const prepared = new Map(
    commands.map((command) => [command.name.toLowerCase(), { command, run: services.prepare(command) }]),
  );

  /** What can be told before the body is read: the parameters in the address, and how much the body may hold. */
  const beginRequest: RequestHandler = async (request, response, next) => {
    const inQuery = await readQuery(request, new SizeBudget(anonymousLimits));
    const refused = new Set<string>();
    const { caller } = await firstValid(
      request,
      credentialsOf(inQuery, request.headers.authorization),
      refused,
    );
    const limits = caller === null ? anonymousLimits : authenticatedLimits;
    response.locals.begun = { inQuery, refused, limits } satisfies BegunRequest;
    next();
  };

  async function answer(request: Request, response: Response): Promise<Reply> {
    const { inQuery, refused, limits } = response.locals.begun as BegunRequest;
    const { commandName, parameters, format } = await readRequest(request, inQuery, new SizeBudget(limits));
    response.locals.format = format;
    const known = prepared.get(commandName.toLowerCase());
    if (!known) return unknownCommand(commandName);
    const { command, run } = known;
    const credentials = credentialsOf(parameters, request.headers.authorization);
    const { caller, credential } = await firstValid(request, credentials, refused);
    if (caller === null && command.access !== 'public') return envelope(new ProtocolError(99998, 200));
    response.locals.logFields = { command: command.name };
    if (caller !== null) {
      Object.assign(response.locals.logFields, services.recordUsage(command.name, caller));
      services.limitRate(caller, (headers) => response.set(headers));
    }
    if (command.answerMilliseconds) services.allowTime(response, command.answerMilliseconds);
    const idempotencyKey = idempotencyKeyOf(request, services.isBlank);
    const address = request.ip ?? '';
    const origin = { caller, credential, address, idempotencyKey, requestId: request.id, response };
    return executeCommand(command, parameters, (variables) => run(variables, origin));
  }

  /** @param refused those that nobody has, which are looked up once in a request */
  async function firstValid(request: Request, credentials: readonly string[], refused: Set<string>) {
    const place = { address: request.ip ?? '', requestId: request.id };
    for (const credential of credentials) {
      if (refused.has(credential)) continue;
      const caller = await services.authenticate(credential, place);
      if (caller !== null) return { caller, credential };
      refused.add(credential);
    }
    return { caller: null, credential: null };
  }

  const handleError: ErrorRequestHandler = (error, request, response, next) => {
    // Answered already: the time limit has passed, or the gateway stops.
    if (response.writableEnded) return;
    const expected = replyFromError(error, services.classifyFailure);
    if (expected === null) services.report(error, request.id);
    if (response.headersSent) return void response.destroy();
    const reply = expected ?? envelope(new ProtocolError(100005, 500));
    logRefusal(response, reply);
    sendReply(response, reply, formatOf(response)).catch(next);
  };

  const router = Router();
  router.all(
    Object.values(legacyPaths),
    bodyDeadline,
    beginRequest,
    readBytes,
    async (request: Request, response: Response) => {
      if (response.headersSent) return;
      const reply = await answer(request, response);
      logRefusal(response, reply);
      await sendReply(response, reply, formatOf(response));
    },
  );
  // Not on the paths: a path that cannot be decoded matches none.
  router.use(handleError);
  return router;
}

interface BegunRequest {
  inQuery: Parameters;
  refused: Set<string>;
  limits: RequestLimits;
}

const readers = new Map(
  [authenticatedLimits, anonymousLimits].map((limits) => [
    limits,
    express.raw({ type: () => true, limit: limits.bytes }),
  ]),
);

const readBytes: RequestHandler = (request, response, next) => {
  const { limits } = response.locals.begun as BegunRequest;
  readers.get(limits)?.(request, response, (error?: { status?: number }) =>
    next(error?.status === 413 ? tooLarge(limits) : error),
  );
};

/** No client of the old days sends the header, so it may answer as HTTP does. */
function idempotencyKeyOf(request: Request, isBlank: (text: string) => boolean): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && !isBlank(textFromLatin1(key)) && key.length <= maxKeyLength) return key;
  const message = `Invalid request: the header Idempotency-Key must have 1 to ${maxKeyLength} characters, and not be blank.`;
  throw new ProtocolError(100001, 400, message);
}

/** Every refusal is HTTP 200 to an old client; the log tells which one it was. */
function logRefusal(response: Response, { body }: Reply): void {
  const errorCode = body.find(([key]) => key === 'ErrorCode')?.[1];
  if (errorCode !== 0) response.locals.logFields = { ...response.locals.logFields, errorCode };
}

/** A request that could not be read is answered in JSON, whatever it asked for. */
function formatOf(response: Response): ReplyFormat {
  return response.locals.format === 'xml' ? 'xml' : 'json';
}
