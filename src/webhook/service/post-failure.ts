/** Why nothing was posted, as a sentence without secrets. */
export class PostFailure extends Error {
  override name = 'PostFailure';
}
