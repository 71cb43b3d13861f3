import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A socket that notes all that comes in. TLS upon it is recorded as it is on the wire. */
export class WireTap extends Duplex {
  constructor(
    private readonly socket: Socket,
    note: (piece: Buffer) => void,
  ) {
    super();
    socket.on('data', (piece) => {
      note(piece);
      if (!this.push(piece)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', () => {});
    socket.on('close', () => this.destroy());
    this.on('error', () => {});
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(piece: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.socket.destroyed) done();
    else this.socket.write(piece, () => done());
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
