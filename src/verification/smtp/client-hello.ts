import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';

/** What a client says first to a server that speaks TLS, from Node's own TLS with nobody at its other end. */
export function clientHello(host: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const nobody = new Duplex({
      read: () => {},
      write: (octets: Buffer, _, done) => {
        resolve(octets);
        done();
        setImmediate(() => secured.destroy());
      },
    });
    const secured = connect({ socket: nobody, ...(isIP(host) === 0 ? { servername: host } : {}) });
    secured.on('error', () => {});
  });
}
