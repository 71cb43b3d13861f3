/** Where the webhook is posted to. Its user info and its query may be secrets. */
export interface WebhookAddress {
  url: string;
  /** Of at least 8 characters; receivers check with it who posts. */
  secret: string;
}

/** The address for people: without user info and query. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`;
}
