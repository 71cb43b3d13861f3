import { setTimeout as sleep } from 'node:timers/promises';
import { authenticateMessage } from '../verification/checks/arrival/authenticate-message.js';
import type { ArrivedMessage, DeliveryArrival } from '../verification/delivery-arrival.js';
import type { Resolve } from '../verification/dns/dns-answer.js';
import { printableText } from '../verification/printable-text.js';
import { readIpAddress } from '../verification/spf/ip-address.js';
import type { LoopBack } from '../verification-runs/loop-back.js';
import type { ProbeAddress } from './probe-address.js';
import type { ReceivedMail } from './probe-listener.js';
import type { ProbeArrivals } from './storage/probe-arrivals.js';

export interface ProbeParts {
  address: ProbeAddress;
  arrivals: ProbeArrivals;
  createResolve(signal: AbortSignal): Resolve;
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
  waitMilliseconds: number;
}

/** So that a message that comes in time is also told in time. */
const authenticationMilliseconds = 8_000;
const pollMilliseconds = 400;
const maxTextLength = 300;

/** Takes the messages of runs, and tells those who wait for them. */
export class Probe implements LoopBack {
  /** Runs whose message is being looked at: what comes meanwhile is another one, and costs nothing. */
  private readonly underWay = new Set<number>();

  constructor(private readonly parts: ProbeParts) {}

  get recipient(): string {
    return this.parts.address.text;
  }

  get waitMilliseconds(): number {
    return this.parts.waitMilliseconds;
  }

  addressFor(recipient: string, runRowId: number): string {
    const { address } = this.parts;
    return address.isMeantBy(recipient) ? address.ofRun(runRowId) : recipient;
  }

  async isExpected(recipient: string): Promise<boolean> {
    const runRowId = this.parts.address.runOf(recipient);
    return runRowId !== null && this.parts.arrivals.isExpected(runRowId);
  }

  /**
   * Of the messages of a run the first one is taken. They may all have been expected at `RCPT TO`, so this is asked again.
   * @returns whether it was taken
   */
  async receive(mail: ReceivedMail): Promise<boolean> {
    const runRowId = this.parts.address.runOf(mail.recipient);
    if (runRowId === null || this.underWay.has(runRowId)) return false;
    this.underWay.add(runRowId);
    try {
      if (!(await this.parts.arrivals.isExpected(runRowId))) return false;
      await this.take(mail, runRowId);
      return true;
    } finally {
      this.underWay.delete(runRowId);
    }
  }

  async waitFor(runRowId: number, acceptedAt: Date, signal: AbortSignal): Promise<DeliveryArrival | null> {
    const end = performance.now() + this.parts.waitMilliseconds;
    do {
      const arrived = await this.find(runRowId);
      if (arrived !== null) {
        const afterMilliseconds = Math.max(arrived.arrivedAt.getTime() - acceptedAt.getTime(), 0);
        return { ...arrived, afterMilliseconds };
      }
      await sleep(pollMilliseconds, undefined, { signal }).catch(() => {});
    } while (performance.now() < end && !signal.aborted);
    return null;
  }

  /** What is found out about the message is kept, and nothing of it. */
  private async take(mail: ReceivedMail, runRowId: number): Promise<void> {
    const arrivedAt = new Date();
    const address = readIpAddress(mail.address)?.text ?? mail.address;
    const resolve = this.parts.createResolve(AbortSignal.timeout(authenticationMilliseconds));
    const arrived: ArrivedMessage = {
      arrivedAt,
      address,
      helo: printableText(mail.helo, maxTextLength),
      tlsProtocol: mail.tlsProtocol,
      tlsCipher: mail.tlsCipher,
      authentication: await authenticateMessage({ ...mail, address }, resolve),
    };
    await this.parts.arrivals.save(runRowId, arrived);
  }

  /** While the database is away nothing is found. */
  private async find(runRowId: number): Promise<ArrivedMessage | null> {
    try {
      return await this.parts.arrivals.find(runRowId);
    } catch (error) {
      if (this.parts.isUnavailable(error)) return null;
      throw error;
    }
  }
}
