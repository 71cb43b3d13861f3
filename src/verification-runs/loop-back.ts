import type { DeliveryArrival } from '../verification/delivery-arrival.js';

/** Receives messages of delivery tests at the gateway itself. */
export interface LoopBack {
  /** Who gets the message of a run that names nobody. */
  recipient: string;
  /** Who gets it on the wire: where mail for the recipient comes back to the gateway, an address of the run's own; else the same. */
  addressFor(recipient: string, runRowId: number): string;
  waitMilliseconds: number;
  /**
   * Waits until the message of a run has come back.
   * @returns null when it has not come in time, or the wait was ended
   */
  waitFor(runRowId: number, acceptedAt: Date, signal: AbortSignal): Promise<DeliveryArrival | null>;
}
