/** The options and operands of a command by what they set in its input. */
export class OptionNames {
  private readonly names = new Map<string, string>();

  /** The first name of a path stays. */
  add(path: string, name: string): void {
    if (!this.names.has(path)) this.names.set(path, name);
  }

  /** A path as a person knows it, such as `smtp.host (--host)`: by the option that sets it or a whole that it is in, or else by all that set its parts. */
  readonly of = (path: string): string => {
    const around = path.split('.').map((_, index, words) => words.slice(0, words.length - index).join('.'));
    const whole = around.find((candidate) => this.names.has(candidate));
    const found = whole
      ? [this.names.get(whole)]
      : [...this.names].filter(([known]) => known.startsWith(`${path}.`)).map(([, name]) => name);
    return found.length > 0 ? `${path} (${found.join(', ')})` : path;
  };
}
