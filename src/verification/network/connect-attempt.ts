/** How the attempt to reach one address of a host ended. */
export enum ConnectOutcome {
  CONNECTED = 'CONNECTED',
  REFUSED = 'REFUSED',
  TIMED_OUT = 'TIMED_OUT',
  /** There is no way to it, as where this machine has no IPv6. */
  UNREACHABLE = 'UNREACHABLE',
  /** It leads inside, so nothing was sent to it; see `NetworkGuard`. */
  NOT_ALLOWED = 'NOT_ALLOWED',
  /** An address before it worked, or the time was over. */
  NOT_TRIED = 'NOT_TRIED',
}

/** Can be kept as JSON. */
export interface ConnectAttempt {
  /** IPv4 or IPv6. */
  address: string;
  outcome: ConnectOutcome;
  durationMilliseconds: number;
}
