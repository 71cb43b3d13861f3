import type { SecretsMask } from './mask-secrets.js';
import { replyText } from './reply-text.js';
import { SmtpProblem } from './smtp-problem.js';
import { statusOfProblem } from './smtp-problem-texts.js';
import type { SmtpReply } from './smtp-reply.js';
import { type SmtpStage, type SmtpStageKind, SmtpStageStatus } from './smtp-stage.js';

/** What a step of a delivery tells its stage: the reply that it goes by, the last one if there are several. */
export type TellReply = (reply: SmtpReply) => void;

/** The stages of one delivery, each written when it ends. */
export class StageLog {
  readonly stages: SmtpStage[] = [];
  readonly #mask: SecretsMask;
  readonly #hintOf: (problem: SmtpProblem) => string;
  readonly #onStage: (stage: SmtpStage) => void;

  constructor(
    mask: SecretsMask,
    hintOf: (problem: SmtpProblem) => string,
    onStage: (stage: SmtpStage) => void,
  ) {
    this.#mask = mask;
    this.#hintOf = hintOf;
    this.#onStage = onStage;
  }

  /** Does a stage. A problem of it is written here, and goes on to whoever called. */
  async run<Result>(
    stage: SmtpStageKind,
    step: (tellReply: TellReply) => Promise<Result> | Result,
  ): Promise<Result> {
    const begun = performance.now();
    let last: SmtpReply | null = null;
    const durationMilliseconds = () => Math.round(performance.now() - begun);
    try {
      const result = await step((reply) => {
        last = reply;
      });
      this.#add({
        stage,
        status: SmtpStageStatus.PASS,
        durationMilliseconds: durationMilliseconds(),
        ...this.#shown(last, null),
        hint: null,
      });
      return result;
    } catch (error) {
      if (error instanceof SmtpProblem)
        this.#add({
          stage,
          status: statusOfProblem(error),
          durationMilliseconds: durationMilliseconds(),
          ...this.#shown(error.reply ?? (error.words === null ? last : null), error.words),
          hint: this.#hintOf(error),
        });
      throw error;
    }
  }

  skip(stage: SmtpStageKind): void {
    const durationMilliseconds = 0;
    this.#add({
      stage,
      status: SmtpStageStatus.SKIPPED,
      durationMilliseconds,
      ...this.#shown(null, null),
      hint: null,
    });
  }

  #add(stage: SmtpStage): void {
    this.stages.push(stage);
    this.#onStage(stage);
  }

  #shown(reply: SmtpReply | null, words: string | null) {
    const enhancedCode = reply?.enhancedCode ?? null;
    // A code with a gap in it is none.
    const isSecret = enhancedCode !== null && this.#mask.masked(enhancedCode) !== enhancedCode;
    return {
      replyClass: reply?.replyClass ?? null,
      replyCode: reply?.code ?? null,
      enhancedCode: isSecret ? null : enhancedCode,
      replyText: replyText([...(reply?.lines ?? []), ...(words === null ? [] : [words])], this.#mask),
    };
  }
}
