export enum DmarcPolicy {
  NONE = 'NONE',
  QUARANTINE = 'QUARANTINE',
  REJECT = 'REJECT',
}

export enum DmarcResult {
  PASS = 'PASS',
  FAIL = 'FAIL',
  /** There is no policy, so there is nothing to pass. */
  NONE = 'NONE',
  TEMPERROR = 'TEMPERROR',
}

/** Whether mail would pass DMARC, and what receivers would do if not. */
export interface DmarcForecast {
  result: DmarcResult;
  alignedBySpf: boolean;
  alignedByDkim: boolean;
  /** What receivers are asked to do with mail that fails; null without a policy. */
  policyApplied: DmarcPolicy | null;
}
