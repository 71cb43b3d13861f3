import { Field, ID, Int } from 'type-graphql';
import { ChainFaultKind } from '../../audit/chain-fault.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';

@PlainObject(
  'AuditChain',
  'The chain of the audit trail. Each entry has the SHA-256 of the hash before it and of what it says, so nothing in between can be changed or taken away without a trace.',
)
export class AuditChain {
  @Field(() => String, {
    description:
      'The newest entry in it, as `POSITION:HASH`. Note it where nobody can change it with the database, and the chain must contain it ever after.',
  })
  head!: string;

  @Field(() => String, {
    description:
      'What it begins after, as `POSITION:HASH`: the last entry that was removed for its age, if any.',
  })
  anchor!: string;

  @Field(() => Int, { description: 'How many entries are not in it yet. That takes a second or so.' })
  unlinked!: number;
}

@PlainObject('AuditChainFault', 'A place where the chain of the audit trail is broken.')
export class AuditChainFault {
  @Field(() => ChainFaultKind, { description: 'In which way.' })
  kind!: ChainFaultKind;

  @NullableField(
    () => String,
    'The position that it is about, such as `17`, or several, such as `17-19`. Null for an entry that has none.',
  )
  positions!: string | null;

  @NullableField(() => ID, 'The entry that it is about, such as `au_7`. Null when there is none.')
  entryId!: string | null;

  @Field(() => String, { description: 'The same for people.' })
  message!: string;
}

@PlainObject('AuditChainCheck', 'What was found in a part of the chain.')
export class AuditChainCheck {
  @Field(() => Int, { description: 'How many entries were looked at.' })
  checked!: number;

  @Field(() => String, {
    description: 'How far this came, as `POSITION:HASH`: give it as `after` to check what follows.',
  })
  through!: string;

  @Field(() => Boolean, { description: 'Whether this was the last part.' })
  isAtEnd!: boolean;

  @Field(() => [AuditChainFault], { description: 'All that is wrong in this part. Empty when it is whole.' })
  faults!: AuditChainFault[];
}
