import { AuditAction, auditActionMeanings } from '../../audit/audit-action.js';
import { AuthorKind } from '../../audit/author.js';
import { ChainFaultKind } from '../../audit/chain-fault.js';
import { describeEnum } from '../../graphql/schema/describe-enum.js';

describeEnum(
  { AuditAction },
  'What was done. More may come: treat one that you do not know as UNKNOWN.',
  auditActionMeanings,
);

describeEnum({ ActorKind: AuthorKind }, 'Who did something.', {
  API_KEY: 'A program with an API key.',
  ADMINISTRATOR: 'An administrator who had signed in.',
  ANONYMOUS: 'Nobody that is known, such as whoever failed to sign in.',
  GATEWAY: 'The gateway by itself: its start, its schedule, its upkeep.',
});

describeEnum(
  { AuditChainFaultKind: ChainFaultKind },
  'In which way the chain of the audit trail is broken.',
  {
    CHANGED:
      'An entry does not say what the chain attests: something in it, its hash or its place was changed.',
    MISSING: 'Entries are gone that were not removed for their age.',
    HEAD_WRONG: 'The chain does not end where the gateways have left it.',
    ANCHOR_WRONG: 'The chain does not begin where the last removal of old entries has left it.',
    UNLINKED: 'An entry is not in the chain although it has had a minute to get there.',
  },
);
