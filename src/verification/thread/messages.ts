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

/** To the thread: tasks that share their questions, or the id of such for which nobody waits any more. */
export type ToThread = NewTasks | { endOf: number };

export interface NewTasks {
  id: number;
  tasks: readonly Task[];
  /** In milliseconds since 1970. */
  questionsUntil: number;
}

/** From the thread: what came of one task, which is told by its place among those of its id. */
export type FromThread = { id: number; place: number } & ({ result: unknown } | { fault: Fault });

/** An error as text: not everything that an error may carry can be sent. */
export interface Fault {
  name: string;
  message: string;
  stack?: string | undefined;
}
