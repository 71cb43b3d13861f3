import { describeEnum } from '../../graphql/schema/describe-enum.js';
import { ConfigurationChangeKind } from '../configuration-changes.js';

describeEnum({ ConfigurationChangeKind }, 'What came of an item of a configuration.', {
  CREATED: 'It is new.',
  UPDATED: 'It is different from before.',
  UNCHANGED: 'It was so already, and keeps its version.',
  DELETED: 'It is gone.',
});
