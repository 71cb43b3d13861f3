import { Field, ID, InterfaceType } from 'type-graphql';
import { TypeNamed } from '../schema/field-marks.js';

const typeOfPrefix: Record<string, string> = {
  ds: 'DeliveryServer',
  ug: 'UserGroup',
  vr: 'VerificationRun',
  key: 'ApiKey',
  au: 'AuditEntry',
  adm: 'Administrator',
};

@TypeNamed((node: { id: string }) => typeOfPrefix[node.id.split('_', 1)[0] ?? ''])
@InterfaceType('Node', { description: 'An object with an id of its own (Relay).' })
export abstract class Node {
  @Field(() => ID, { description: 'Globally unique and opaque: take it as it is, such as `ds_123`.' })
  id!: string;
}
