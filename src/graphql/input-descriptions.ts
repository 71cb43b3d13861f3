/** Sentences that several inputs share. */
export const passwordDescription =
  'Password for signing in, at most 1,048,576 bytes, kept as it is and stored sealed. It goes in and never comes out.';
export const mailFromDescription =
  'Where bounces go (SMTP MAIL FROM): a domain such as `bounce.example.com`, or a full e-mail address.';
export const expectedVersionDescription =
  'The `version` that you last saw. When the object has changed since, nothing happens and the error is VERSION_CONFLICT. Leave out to change it whatever its version.';
