import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';

export interface SecureOptions {
  /** A name, which is sent along (SNI), or an address, which is not. */
  host: string;
  /** Told of the secured socket before its handshake begins; whoever is told destroys it in the end. */
  use(secured: TLSSocket): void;
  /** PEM; null for those that Node trusts, which `NODE_EXTRA_CA_CERTS` adds to. */
  authorities: readonly string[] | null;
}

/**
 * Makes the handshake, with whomever it is: the certificate and all else is judged after it, so that everything that is wrong
 * can be told. Nothing is sent before that. Old protocols and weak ciphers are offered for the same reason.
 * @throws SmtpProblem
 */
export function secureConnection(
  socket: Socket,
  { host, authorities, use }: SecureOptions,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ...(authorities === null ? {} : { ca: [...authorities] }),
    });
    use(secured);
    const fail = (error?: NodeJS.ErrnoException) => reject(handshakeProblem(error));
    // It stays, so that an error after the handshake ends nothing else.
    secured.on('error', fail);
    secured.once('close', () => fail());
    secured.once('secureConnect', () => resolve(secured));
  });
}

function handshakeProblem(error: NodeJS.ErrnoException | undefined): SmtpProblem {
  const words = error === undefined ? null : reasonOf(error);
  return isPlainAnswer(error)
    ? new SmtpProblem(SmtpProblemKind.PORT_SPEAKS_PLAIN)
    : new SmtpProblem(SmtpProblemKind.TLS_HANDSHAKE_FAILED, null, words);
}

/** What is read of a greeting in the clear is a version, a length or a type that TLS does not have. */
function isPlainAnswer(error: NodeJS.ErrnoException | undefined): boolean {
  const codes = [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    'ERR_SSL_UNEXPECTED_MESSAGE',
  ];
  return error?.code !== undefined && codes.includes(error.code);
}

/** OpenSSL's words, without where in its source they stand. */
function reasonOf(error: NodeJS.ErrnoException & { reason?: string }): string {
  return error.reason ?? error.code ?? error.message;
}
