import { listArgs, orderInput } from '../../graphql/pages/list.args.js';
import { UserGroupOrderField } from '../storage/user-group-list.js';
import { UserGroupFilter } from './user-group-filter.input.js';

export const UserGroupListArgs = listArgs(
  'groups',
  'Words to look for in the name; each has to occur, letter case and accents aside.',
  UserGroupFilter,
  orderInput('UserGroupOrder', 'user groups', UserGroupOrderField),
);
