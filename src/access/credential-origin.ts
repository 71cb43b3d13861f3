/** Where a key or an administrator comes from; what the environment sets up is changed there, and nowhere else. */
export enum CredentialOrigin {
  CREATED = 'CREATED',
  ENVIRONMENT = 'ENVIRONMENT',
}
