/** A place in the chain of the audit trail: how many entries it has up to there, and what it says of all of them. */
export interface ChainPlace {
  /** 0 before the first entry. */
  position: number;
  hash: Buffer;
}

/** As people note it, such as `1234:9f86d0...`: the position, and the hash in 64 hexadecimal digits. */
export function placeText({ position, hash }: ChainPlace): string {
  return `${position}:${hash.toString('hex')}`;
}

/** Null when the text is of another form. */
export function placeFromText(text: string): ChainPlace | null {
  const [, position, hash] = /^(0|[1-9]\d{0,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (position === undefined || hash === undefined || !Number.isSafeInteger(Number(position))) return null;
  return { position: Number(position), hash: Buffer.from(hash, 'hex') };
}
