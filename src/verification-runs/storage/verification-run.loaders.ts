import type DataLoader from 'dataloader';
import { RowLoaders } from '../../batching/row-loaders.js';
import type { Sight } from '../../caller/sight.js';
import type { CheckTransition } from '../check-transition.js';
import type { LatestCheck, RunResult, VerificationRun } from '../verification-run.js';
import type { VerificationRunRepository } from './verification-run.repository.js';

/** Reads runs and results, with one statement for all who ask in one turn of the event loop. */
export class VerificationRunLoaders {
  private readonly rows = new RowLoaders();

  constructor(private readonly runs: VerificationRunRepository) {}

  run(sight: Sight): DataLoader<number, VerificationRun | null> {
    return this.rows.loader(sight, 'run', null, (rowIds) => this.runs.find(rowIds, sight));
  }

  /** By the number of the run. */
  results(sight: Sight): DataLoader<number, RunResult[]> {
    return this.rows.loader(sight, 'results', [], (rowIds) => this.runs.results(rowIds, sight));
  }

  /** By the number of the server. */
  latest(sight: Sight): DataLoader<number, LatestCheck[]> {
    return this.rows.loader(sight, 'latest', [], (rowIds) => this.runs.latest(rowIds, sight));
  }

  transition(sight: Sight): DataLoader<number, CheckTransition | null> {
    return this.rows.loader(sight, 'transition', null, (rowIds) => this.runs.transitions(rowIds, sight));
  }
}
