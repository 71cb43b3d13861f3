import { InputType } from 'type-graphql';
import type { TextFilter as TextFilterData } from '../../lists/text-filter.js';
import { NullableField } from '../decorators.js';
import { DateTime } from '../schema/scalars.js';

/** Sentences that several filters share. */
export const filterDescription =
  'All that is given has to hold; what is left out or null asks for nothing. At most 60 conditions in all, of which `security` counts 2, `contains` and `userGroupId` 3, `status` 8, `isAllocated` 18, `channel` and `deliveryServerId` 20, a list of tags 20 and 3 for each of them, a search 6 and 6 for each word; lists of at most 100 entries, 200 in all of them; "and", "or" and "not" nested at most 5 deep.';
export const andDescription = 'All of these have to hold. An empty list asks for nothing.';
export const orDescription = 'One of these has to hold. An empty list finds nothing.';
export const notDescription = 'This must not hold.';

@InputType('TextFilter', {
  description:
    'What is asked of a text, letter case and accents aside; texts of at most 255 characters. All that is given has to hold.',
})
export class TextFilter implements TextFilterData {
  @NullableField(() => String, 'The whole text.')
  equals?: string | null;

  @NullableField(() => [String], 'The whole text is one of these. An empty list finds nothing.')
  oneOf?: string[] | null;

  @NullableField(() => String, 'This occurs in the text; there are no wildcards.')
  contains?: string | null;

  @NullableField(() => String, 'The text begins with this.')
  startsWith?: string | null;
}

@InputType('TimeFilter', { description: 'A span of time. Where there is no time, nothing of this holds.' })
export class TimeFilter {
  @NullableField(() => DateTime, 'Earlier than this.')
  before?: Date | null;

  @NullableField(() => DateTime, 'Later than this.')
  after?: Date | null;
}
