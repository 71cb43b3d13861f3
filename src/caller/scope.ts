/** What a credential may do. Each scope stands for itself; none includes another. */
export enum Scope {
  READ = 'READ',
  WRITE = 'WRITE',
  VERIFY = 'VERIFY',
  SECRETS = 'SECRETS',
  ADMIN = 'ADMIN',
  AUDIT = 'AUDIT',
}

export const allScopes: readonly Scope[] = Object.values(Scope);
