import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { judgeTls } from '../../../src/verification/smtp/judge-tls.js';
import type { SmtpTls } from '../../../src/verification/smtp/smtp-tls.js';
import { certificateName } from '../../support/smtp/certificates.js';

interface Judging {
  host?: string;
  now?: Date;
  authorities?: readonly string[] | null;
}

/** Of a server on loopback that speaks TLS at once, whatever ciphers it has. */
export async function judgeServer(port: number, judging: Judging = {}): Promise<SmtpTls> {
  const { host = certificateName, now = new Date(), authorities = null } = judging;
  const socket = connect({
    port,
    host: '127.0.0.1',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'ALL:eNULL:!aNULL@SECLEVEL=0',
    ...(authorities ? { ca: [...authorities] } : {}),
  });
  try {
    await once(socket, 'secureConnect');
    return judgeTls(socket, host, now, authorities);
  } finally {
    socket.destroy();
  }
}

// As a program: Node reads its authorities at its start.
const [, program, port] = process.argv;
if (program === import.meta.filename) console.log(JSON.stringify(await judgeServer(Number(port))));
