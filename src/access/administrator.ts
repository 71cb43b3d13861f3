/** A person who signs in with a user name and a password, and then may do everything. */
export interface Administrator {
  /** `adm_3` */
  id: string;
  /** The number of the row, which the legacy API calls `AdminID`. */
  legacyId: number;
  version: number;
  username: string;
  /** Empty when not known, as the two that follow. */
  firstName: string;
  lastName: string;
  emailAddress: string;
  /** Whether the environment sets the password, at every start. */
  isFromEnvironment: boolean;
  disabledAt: Date | null;
  lastSignedInAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}
