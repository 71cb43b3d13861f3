import { changePayloads } from '../../graphql/errors/change-payloads.js';
import { Administrator } from './administrator.type.js';

export const administratorPayload = changePayloads('administrator', Administrator);

const afterChange =
  'The administrator after the change; on VERSION_CONFLICT, as they are now. Null when there are other user errors.';

export const AdminCreatePayload = administratorPayload.type(
  'AdminCreatePayload',
  'What came of adding an administrator.',
  'The new administrator. Null when there are user errors.',
);

export const AdminUpdatePayload = administratorPayload.type(
  'AdminUpdatePayload',
  'What came of changing an administrator.',
  afterChange,
);

export const AdminDisablePayload = administratorPayload.type(
  'AdminDisablePayload',
  'What came of disabling an administrator.',
  afterChange,
);

export const AdminEnablePayload = administratorPayload.type(
  'AdminEnablePayload',
  'What came of enabling an administrator.',
  afterChange,
);

export const ViewerPasswordChangePayload = administratorPayload.type(
  'ViewerPasswordChangePayload',
  'What came of changing your own password.',
  'You, after the change. Null when there are user errors.',
);
