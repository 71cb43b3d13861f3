import { Field, Int } from 'type-graphql';
import { CallerKind } from '../../caller/caller.js';
import { PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@PlainObject('LegacyUse', 'How often, and when last, one credential used one command of the legacy API.')
export class LegacyUse {
  @Field(() => String, { description: 'The command, such as `deliveryservers.get`.' })
  command!: string;

  @Field(() => CallerKind, { description: 'What kind of credential it was.' })
  credentialKind!: CallerKind;

  @Field(() => String, { description: 'Name of the API key, or user name of the administrator.' })
  credentialName!: string;

  @Field(() => Int, { description: 'How many times, also when the command was refused.' })
  uses!: number;

  @Field(() => DateTime, { description: 'When it was used first.' })
  firstUsedAt!: Date;

  @Field(() => DateTime, { description: 'When it was used last.' })
  lastUsedAt!: Date;
}
