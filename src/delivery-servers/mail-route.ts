import type { Sight } from '../caller/sight.js';
import { emailAddressProblem } from '../formats/formats.js';
import { CheckStatus } from '../verification/check.js';
import { type DeliveryServer, DeliveryServerState } from './delivery-server.js';

/** Whether mail of a channel finds its way. */
export enum RouteStatus {
  READY = 'READY',
  PAUSED = 'PAUSED',
  UNASSIGNED = 'UNASSIGNED',
}

/** Who decides on an address. */
export enum AddressSource {
  SERVER = 'SERVER',
  SENDER = 'SENDER',
  MESSAGE = 'MESSAGE',
}

/** An address as far as it is known: all of it, its domain alone, or only who decides on it. */
export interface RouteAddress {
  source: AddressSource;
  address: string | null;
  domain: string | null;
}

/** The way that mail of a channel takes, and why. */
export interface MailRoute {
  status: RouteStatus;
  /** SMTP MAIL FROM, where bounces go; null without a server. */
  mailFrom: RouteAddress | null;
  /** The From address that recipients see; null without a server. */
  from: RouteAddress | null;
  /** Full sentences, the most important one first. */
  explanation: string[];
}

/**
 * @param server the one that is assigned to the channel, if any
 * @param sender the sender's own address, where it is known
 * @param sight of whoever asks
 */
export function resolveMailRoute(
  server: DeliveryServer | null,
  sender: string | null,
  sight: Sight,
): MailRoute {
  if (server === null) {
    const explanation = [sight.tag === null ? unassigned : unassignedInSight];
    return { status: RouteStatus.UNASSIGNED, mailFrom: null, from: null, explanation };
  }
  const mailFrom = mailFromOf(server, sender);
  const from = fromOf(server, sender);
  return {
    status: server.state === DeliveryServerState.PAUSED ? RouteStatus.PAUSED : RouteStatus.READY,
    mailFrom: mailFrom.address,
    from: from.address,
    explanation: [serverSentence(server), mailFrom.why, from.why, ...warnings(server)],
  };
}

const unassigned =
  'No delivery server is assigned to this channel, so its mail cannot be sent. Assign one with channelAssignmentSet.';
const unassignedInSight = 'No delivery server that your credential sees is assigned to this channel.';

interface Decision {
  address: RouteAddress;
  why: string;
}

function mailFromOf({ domains }: DeliveryServer, sender: string | null): Decision {
  if (domains.useSenderInfoAsMailFrom) {
    return {
      address: addressOf(AddressSource.SENDER, sender),
      why: "MAIL FROM is the sender's own address, because useSenderInfoAsMailFrom is on.",
    };
  }
  if (emailAddressProblem(domains.mailFrom) === null) {
    const why = 'MAIL FROM is the address in the mailFrom of the server.';
    return { address: addressOf(AddressSource.SERVER, domains.mailFrom), why };
  }
  return {
    address: { source: AddressSource.SERVER, address: null, domain: domainOf(domains.mailFrom) },
    why: 'MAIL FROM is an address in the mailFrom domain of the server; whoever sends chooses the part before the @.',
  };
}

/** An enforced address is enforced: it wins over the sender's. */
function fromOf({ domains }: DeliveryServer, sender: string | null): Decision {
  if (domains.enforcedFrom !== null) {
    const why = domains.useSenderInfoAsFrom
      ? 'From is the enforcedFrom of the server, which wins over useSenderInfoAsFrom.'
      : 'From is the enforcedFrom of the server, whatever the message says.';
    return { address: addressOf(AddressSource.SERVER, domains.enforcedFrom), why };
  }
  if (domains.useSenderInfoAsFrom) {
    const why = "From is the sender's own address, because useSenderInfoAsFrom is on.";
    return { address: addressOf(AddressSource.SENDER, sender), why };
  }
  const why = 'From stays as the message says: the server has neither enforcedFrom nor useSenderInfoAsFrom.';
  return { address: addressOf(AddressSource.MESSAGE, null), why };
}

function addressOf(source: AddressSource, address: string | null): RouteAddress {
  return { source, address, domain: address === null ? null : domainOf(address) };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function serverSentence({ name, id, pause }: DeliveryServer): string {
  if (pause === null) return `Mail goes through the delivery server "${name}" (${id}).`;
  const end = pause.until === null ? 'until somebody enables it' : `until ${pause.until.toISOString()}`;
  const reason = pause.reason === null ? '' : ` Reason: ${pause.reason}`;
  return `The assigned delivery server "${name}" (${id}) is paused ${end}, so this mail must wait.${reason}`;
}

function warnings({ smtp, verification }: DeliveryServer): string[] {
  const failed = verification.checks.filter(({ status }) => status === CheckStatus.FAIL);
  return [
    ...(smtp.authRequired && !smtp.hasPassword
      ? ['The server wants a password and none is stored, so signing in to it will fail.']
      : []),
    ...(failed.length > 0
      ? [`At the last check these failed: ${failed.map(({ kind }) => kind).join(', ')}.`]
      : []),
    ...(verification.lastCheckedAt === null ? ['The server was never checked.'] : []),
  ];
}
