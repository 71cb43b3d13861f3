/** As people write them together: `mail.shop.test:587`, `[2001:db8::25]:587`. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
