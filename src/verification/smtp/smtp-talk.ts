import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Ending } from './ending.js';
import { refusal } from './recognize-refusal.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import type { SmtpReply } from './smtp-reply.js';
import { SmtpReplyClass, type SmtpStageKind } from './smtp-stage.js';
import { SmtpWire } from './smtp-wire.js';
import type { StageLog, TellReply } from './stage-log.js';

/** How long a server has to hang up after QUIT. */
const goodbyeMilliseconds = 500;

/** What it looks like when a connection is closed, by whomever. */
const brokenOff: readonly SmtpProblemKind[] = [
  SmtpProblemKind.CONNECTION_CLOSED,
  SmtpProblemKind.TLS_HANDSHAKE_FAILED,
];

/** The connection of one delivery and what is said over it, stage by stage, until the delivery has to end. */
export class SmtpTalk {
  readonly #log: StageLog;
  readonly #ending: Ending;
  /** The connection, or what is TLS over it. */
  #socket: Socket | null = null;
  #wire: SmtpWire | null = null;

  constructor(log: StageLog, ending: Ending) {
    this.#log = log;
    this.#ending = ending;
    ending.signal.addEventListener('abort', () => this.#destroy());
  }

  /**
   * Goes on over this socket, which is closed in the end. TLS takes the socket below it along; destroying that one under it
   * ends the process (Node 20), so it has to be handed over here as soon as it is begun.
   */
  use(socket: Socket): void {
    this.#socket = socket;
    this.#wire = new SmtpWire(socket);
    if (this.#ending.signal.aborted) this.#destroy();
  }

  get wire(): SmtpWire {
    if (this.#wire === null) throw new Error('There is no connection yet.');
    return this.#wire;
  }

  get socket(): Socket {
    if (this.#socket === null) throw new Error('There is no connection yet.');
    return this.#socket;
  }

  /** Does a stage. When the delivery has to end, the stage that it is in tells so. */
  async stage<Result>(
    stage: SmtpStageKind,
    step: (tellReply: TellReply) => Promise<Result>,
  ): Promise<Result> {
    return await this.#log.run(stage, async (tellReply) => {
      try {
        return await step(tellReply);
      } catch (error) {
        const { reason } = this.#ending;
        const isCut = reason !== null && error instanceof SmtpProblem && brokenOff.includes(error.kind);
        throw isCut ? new SmtpProblem(reason, null, error.words) : error;
      }
    });
  }

  skip(stage: SmtpStageKind): void {
    this.#log.skip(stage);
  }

  /**
   * A stage of one command, whose reply has to be that it is done.
   * @throws SmtpProblem for any other reply
   */
  async command(stage: SmtpStageKind, line: string, tellReply: TellReply): Promise<SmtpReply> {
    const reply = await this.wire.command(line);
    tellReply(reply);
    return requireDone(stage, reply);
  }

  /** Leaves nothing open. Says goodbye first if there is somebody to say it to. */
  async close(problem: SmtpProblem | null): Promise<void> {
    const socket = this.#socket;
    const isTalking = problem === null || (problem.reply !== null && problem.reply.code !== 421);
    if (socket && isTalking && !socket.destroyed) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), goodbyeMilliseconds);
      const hungUp = once(socket, 'close', { signal: patience.signal }).catch(() => null);
      this.wire.quit();
      await this.#ending.within(hungUp);
      clearTimeout(timer);
      patience.abort();
    }
    this.#destroy();
  }

  #destroy(): void {
    this.#socket?.destroy();
  }
}

/** @throws SmtpProblem for a reply that does not say that something is done */
export function requireDone(stage: SmtpStageKind, reply: SmtpReply): SmtpReply {
  if (reply.replyClass !== SmtpReplyClass.POSITIVE_COMPLETION) throw refusal(stage, reply);
  return reply;
}

/**
 * As `requireDone` where another code of the same class is not good enough, as it may be the answer to something else.
 * @throws SmtpProblem
 */
export function requireCode(stage: SmtpStageKind, reply: SmtpReply, code: number): SmtpReply {
  if (reply.code !== code) throw refusal(stage, reply);
  return reply;
}
