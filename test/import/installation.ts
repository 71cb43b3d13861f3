import { group1, group5, oldAnswer, oldEntry } from './old-system.js';

/** Two servers, two groups, three channels. */
export const installation = oldAnswer(
  oldEntry(123, { UserGroupAssignments: [group1('Marketing', 'Transactional'), group5('AutoResponder')] }),
  oldEntry(7, { VerificationLastCheckedAt: null, VerificationResults: [] }),
);
