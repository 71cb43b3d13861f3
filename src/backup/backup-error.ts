/** Why a backup or a restore cannot go on, for the terminal as it stands: it says what to do, and holds no secret. */
export class BackupError extends Error {
  override name = 'BackupError';
}
