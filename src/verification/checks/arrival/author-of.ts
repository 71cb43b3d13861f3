import addressparser from 'nodemailer/lib/addressparser';
import { fieldsNamed, fieldValue, type ReceivedMessage } from '../../dkim/received-message.js';
import { domainOfAddress } from '../../domain-of-address.js';

/** Longer than any name with its address. */
const maxLength = 2_000;

/**
 * The address of the author; null without a single one that all readers find: mail with several, or none, is not for DMARC
 * to judge (RFC 9989).
 */
export function authorOf(message: ReceivedMessage): string | null {
  const [field, ...others] = fieldsNamed(message, 'from');
  if (field === undefined || others.length > 0 || message.headerProblem !== null) return null;
  const value = fieldValue(field);
  if (value.length > maxLength) return null;
  const [author, ...more] = addressparser(value, { flatten: true });
  if (author === undefined || more.length > 0) return null;
  return domainOfAddress(author.address) === plainDomainIn(value) ? author.address : null;
}

/**
 * The domain of the only address in a field, in brackets at its end or without any; null where there may be another one.
 * What stands in quotes or in comments is no address.
 */
function plainDomainIn(value: string): string | null {
  const bare = withoutComments(value).trim();
  const [, bracketed, alone] = /^(?:[^<>]*<[^<>@]*@([^<>@]+)>|[^<>@]*@([^<>@]+))$/.exec(bare) ?? [];
  const domain = bracketed ?? alone;
  return domain === undefined || /["()\\]/.test(bare) ? null : domainOfAddress(`@${domain.trim()}`);
}

/** Comments may stand in each other. */
function withoutComments(value: string): string {
  const rest = value.replace(/"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)/gs, ' ');
  return rest === value ? value : withoutComments(rest);
}
