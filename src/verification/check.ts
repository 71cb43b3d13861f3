/** The seven checks, in the order in which they are always told. */
export enum CheckKind {
  EMAIL_DELIVERY = 'EMAIL_DELIVERY',
  SPF = 'SPF',
  DKIM = 'DKIM',
  DMARC = 'DMARC',
  SENDER_DOMAIN = 'SENDER_DOMAIN',
  LINK_DOMAIN = 'LINK_DOMAIN',
  OPEN_DOMAIN = 'OPEN_DOMAIN',
}

/** What a check of a server found. */
export enum CheckStatus {
  NOT_CHECKED = 'NOT_CHECKED',
  PASS = 'PASS',
  /** Something has to be put right. */
  FAIL = 'FAIL',
  /** It works, but somebody will be unhappy. */
  WARN = 'WARN',
  /** It could not be measured today: DNS or the network failed. It says nothing about the server. */
  ERROR = 'ERROR',
}

/** Whether a check counts as passed where there are only two answers, as in the legacy API. */
export function hasPassed(status: CheckStatus): boolean {
  return status === CheckStatus.PASS || status === CheckStatus.WARN;
}

/** How much a finding matters. */
export enum FindingSeverity {
  /** Good to know; all is well. */
  INFO = 'INFO',
  WARN = 'WARN',
  FAIL = 'FAIL',
  ERROR = 'ERROR',
}
