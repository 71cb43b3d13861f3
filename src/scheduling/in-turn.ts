/** Does work that takes long when it is the turn of whoever wants it. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;
