import type { Duplex } from 'node:stream';

/** The lines that a client sends, one after the other; what is read before TLS is lost with TLS, as it has to be. */
export class LineReader {
  private text = '';
  private stream: Duplex | null = null;
  private isEnded = false;
  private wake = () => {};

  constructor(private readonly record: (piece: Buffer) => void) {}

  attach(stream: Duplex): void {
    this.detach();
    this.text = '';
    this.isEnded = false;
    this.stream = stream;
    stream.on('data', this.take).on('close', this.end).on('end', this.end);
    stream.resume();
  }

  detach(): void {
    this.stream?.off('data', this.take).off('close', this.end).off('end', this.end);
    this.stream?.pause();
    this.stream = null;
  }

  /** Up to the separator, without it; null when the client is gone. */
  async next(separator = '\r\n'): Promise<string | null> {
    for (;;) {
      const at = this.text.indexOf(separator);
      if (at >= 0) {
        const line = this.text.slice(0, at);
        this.text = this.text.slice(at + separator.length);
        return line;
      }
      if (this.isEnded) return null;
      await this.more();
    }
  }

  /** What is no line, such as the first words of TLS, is thrown away. */
  async skipAny(): Promise<void> {
    while (this.text === '' && !this.isEnded) await this.more();
    this.text = '';
  }

  /** For a message that may be empty: its first line can be the dot. */
  unread(text: string): void {
    this.text = text + this.text;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private readonly take = (piece: Buffer) => {
    this.record(piece);
    this.text += piece.toString('latin1');
    this.wake();
  };

  private readonly end = () => {
    this.isEnded = true;
    this.wake();
  };
}
