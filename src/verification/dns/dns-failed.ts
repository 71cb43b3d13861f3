import { type DnsFailed, DnsFailure } from './dns-answer.js';
import { type ResolverAddress, resolverText } from './resolver-address.js';

export function dnsFailed(failure: DnsFailure, message: string): DnsFailed {
  return { failure, message };
}

export const deadlineReached = dnsFailed(
  DnsFailure.DEADLINE,
  'The time for the whole measurement was over before this question was answered.',
);

export function unreachable(server: ResolverAddress): DnsFailed {
  return dnsFailed(DnsFailure.UNREACHABLE, `The resolver at ${resolverText(server)} does not answer.`);
}

export function serverFailed(server: ResolverAddress): DnsFailed {
  return dnsFailed(
    DnsFailure.SERVER_FAILURE,
    `The resolver at ${resolverText(server)} could not find out (SERVFAIL).`,
  );
}

export function refused(server: ResolverAddress): DnsFailed {
  return dnsFailed(
    DnsFailure.REFUSED,
    `The resolver at ${resolverText(server)} does not look up names for us.`,
  );
}

export function truncated(server: ResolverAddress): DnsFailed {
  return dnsFailed(
    DnsFailure.TRUNCATED,
    `The answer of the resolver at ${resolverText(server)} does not fit into a datagram, and it does not give it over TCP.`,
  );
}

export function malformed(server: ResolverAddress): DnsFailed {
  return dnsFailed(
    DnsFailure.MALFORMED,
    `The resolver at ${resolverText(server)} sent an answer that cannot be read.`,
  );
}

export function timedOut(servers: readonly ResolverAddress[], milliseconds: number): DnsFailed {
  const names = servers.map(resolverText).join(' and ');
  const within = `within ${milliseconds / 1000} seconds`;
  const message =
    servers.length === 1
      ? `The resolver at ${names} does not answer ${within}.`
      : `The resolvers at ${names} do not answer ${within}.`;
  return dnsFailed(DnsFailure.TIMEOUT, message);
}
