import type DataLoader from 'dataloader';
import { RowLoaders } from '../../batching/row-loaders.js';
import type { CheckTransition } from '../check-transition.js';
import type { LatestCheck, RunResult, VerificationRun } from '../verification-run.js';
import type { VerificationRunRepository } from './verification-run.repository.js';

/** Reads runs and results, with one statement for all who ask in one turn of the event loop. */
export class VerificationRunLoaders {
  private readonly rows = new RowLoaders();

  constructor(private readonly runs: VerificationRunRepository) {}

  get run(): DataLoader<number, VerificationRun | null> {
    return this.rows.loader('run', null, (rowIds) => this.runs.find(rowIds));
  }

  /** By the number of the run. */
  get results(): DataLoader<number, RunResult[]> {
    return this.rows.loader('results', [], (rowIds) => this.runs.results(rowIds));
  }

  /** By the number of the server. */
  get latest(): DataLoader<number, LatestCheck[]> {
    return this.rows.loader('latest', [], (rowIds) => this.runs.latest(rowIds));
  }

  get transition(): DataLoader<number, CheckTransition | null> {
    return this.rows.loader('transition', null, (rowIds) => this.runs.transitions(rowIds));
  }
}
