import type { DnsCheckKind } from '../checks/dns-checks.js';
import type { ResolverAddress } from '../dns/resolver-address.js';
import type { VerificationSubject } from '../expectations.js';
import type { ExpectedMail } from '../expected-mail.js';

/** What the thread is started with. */
export interface ThreadData {
  resolvers: readonly ResolverAddress[];
}

/** A check to make, or mail of which DMARC is to be foretold. */
export type Task = { check: DnsCheckKind; subject: VerificationSubject } | { forecast: ExpectedMail };

/** To the thread: tasks that share their questions, or the id of those whose questions are to end. */
export type ToThread = { id: number; tasks: readonly Task[] } | { endOf: number };

/** From the thread: what came of one task, which is told by its place among those of its id. */
export type FromThread = { id: number; place: number } & ({ result: unknown } | { fault: unknown });
