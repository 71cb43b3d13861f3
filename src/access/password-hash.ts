import { hash, verify } from '@node-rs/argon2';

// The library's defaults are argon2id with 19 MiB, two passes and one lane: OWASP's first recommendation.

/** argon2id of a password, in the PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Compares in the same time whether or not the user exists: without a hash, against one that nothing matches. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const isMatch = await verify(passwordHash ?? (await hashOfNobody), password);
  return isMatch && passwordHash !== null;
}

const hashOfNobody = hash('nobody has this password');
