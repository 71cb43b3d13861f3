/** Says what is wrong with a term, as the end of a sentence that begins with it. */
export class SpfSyntaxError extends Error {}
