/** Sentences that several inputs share. */
export const passwordDescription =
  'Password for signing in, at most 1,048,576 bytes, kept as it is and stored sealed. It goes in and never comes out.';
export const mailFromDescription =
  'Where bounces go (SMTP MAIL FROM): a domain such as `bounce.example.com`, or a full e-mail address.';
export const expectedVersionDescription =
  'The `version` that you last saw. When the object has changed since, nothing happens and the error is VERSION_CONFLICT. Leave out to change it whatever its version.';
export const idempotencyKeyDescription =
  'A new key of your choice, 1 to 255 characters, such as a UUID. Sent again with the same input within 24 hours, it answers what came of the first time and does nothing; with another input, IDEMPOTENCY_KEY_REUSED. A refused request may be put right under the same key.';
export const tagsDescription =
  'Labels of your own, at most 20 of one line of 1 to 50 characters, such as `eu` or `warm-up`. Kept in lower case, each one once.';

export const passwordRedirectDescription =
  'Another value, on a server with a stored password, needs the scope SECRETS or the password in the same input: NOT_PERMITTED.';

export const verifyEveryDescription =
  'How often the gateway makes its checks by itself, from `1s` to `30d`: a whole number with `s`, `m`, `h` or `d` behind it, such as `15m`, `6h` or `1d`; or `never`.';
