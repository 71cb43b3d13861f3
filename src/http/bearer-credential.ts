/** The credential in the value of an Authorization header, or null when there is none. */
export function bearerCredential(authorization: string | undefined): string | null {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
