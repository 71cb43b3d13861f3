const prepare = 0x16;
const execute = 0x17;

/**
 * Tells what one client of MySQL's protocol runs. The text of a prepared statement passes only when it is prepared; when
 * it is run, and however often, only its number does. Numbers need not be forgotten: a new statement overwrites its own.
 */
export class StatementReader {
  private readonly texts = new Map<number, string>();
  private preparing: string | null = null;
  private pending: Buffer = Buffer.alloc(0);

  /** What the client runs with these bytes, with the values: empty as long as it runs nothing. */
  sent(bytes: Buffer): string {
    this.pending = Buffer.concat([this.pending, bytes]);
    let text = '';
    for (let end = this.endOfPacket(); end <= this.pending.length; end = this.endOfPacket()) {
      text += this.textOf(this.pending.subarray(4, end));
      this.pending = this.pending.subarray(end);
    }
    return text;
  }

  /** The first packet that answers a statement to be prepared has its number. */
  answered(bytes: Buffer): void {
    if (this.preparing !== null && bytes[4] === 0) this.texts.set(bytes.readUInt32LE(5), this.preparing);
    this.preparing = null;
  }

  /** Infinite as long as not even its length has come. */
  private endOfPacket(): number {
    return this.pending.length < 4 ? Number.POSITIVE_INFINITY : 4 + this.pending.readUIntLE(0, 3);
  }

  private textOf(command: Buffer): string {
    const text = command.toString('latin1', 1);
    if (command[0] === execute) return `${this.texts.get(command.readUInt32LE(1))} ${text}`;
    if (command[0] !== prepare) return text;
    this.preparing = text;
    return '';
  }
}
