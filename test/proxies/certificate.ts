import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  path: string;
  keyPath: string;
  /** Has both. */
  pairPath: string;
  text: string;
}

/** Makes a certificate for `localhost` that is its own authority. */
export function makeCertificate(directory: string): Certificate {
  const [path, keyPath, pairPath] = ['certificate.pem', 'key.pem', 'pair.pem'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const kind = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind.split(' '), ...names, '-out', path, '-keyout', keyPath], {
    stdio: 'pipe',
  });
  const text = readFileSync(path, 'utf8');
  writeFileSync(pairPath, text + readFileSync(keyPath, 'utf8'), { mode: 0o600 });
  return { path, keyPath, pairPath, text };
}
