/** In seconds, from 1 ms to 8 s, after which a request is given up. */
export const secondBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8];
/** In bytes, up to a long list. */
export const byteBuckets = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
/** How many share a transaction or a statement. */
export const groupBuckets = [1, 2, 4, 8, 16, 32, 50, 100];
