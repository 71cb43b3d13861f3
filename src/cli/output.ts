/** What a command prints: for people, or with `--json` for programs. */
export interface Output {
  text: string;
  json: unknown;
}
