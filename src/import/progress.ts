/** Where progress is shown: standard error. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

const millisecondsBetweenLines = 5_000;

/** Tells what is going on: one line that is redrawn on a terminal, plain lines now and then elsewhere. */
export class Progress {
  private lastLineAt = 0;
  private isLineOpen = false;

  constructor(private readonly output: ProgressOutput) {}

  /** A new step has begun. */
  step(text: string): void {
    this.lastLineAt = Date.now();
    this.isLineOpen = this.output.isTTY === true;
    this.output.write(this.isLineOpen ? `\r\x1b[K${text}` : `${text}\n`);
  }

  /** A step has come so far. */
  count(text: string): void {
    if (this.output.isTTY || Date.now() - this.lastLineAt >= millisecondsBetweenLines) this.step(text);
  }

  /** Leaves the terminal as it was found. */
  end(): void {
    if (this.isLineOpen) this.output.write('\r\x1b[K');
    this.isLineOpen = false;
  }
}
