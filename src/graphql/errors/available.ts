import { type ClassifyFailure, serviceUnavailable } from './error-policy.js';

/** Gives an answer of the database, whose being away must not look like an answer, such as a wrong credential. */
export async function available<T>(answer: Promise<T>, classifyFailure: ClassifyFailure): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw classifyFailure(error) === null ? error : serviceUnavailable();
  }
}
