/** Why an import cannot go on, for the terminal as it stands: it says what to do, and holds no secret. */
export class ImportError extends Error {
  override name = 'ImportError';
}
