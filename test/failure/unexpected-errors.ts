import type { TestApp } from '../support/test-app.js';

export function unexpectedErrors(app: TestApp): unknown[] {
  return app.log.filter(({ msg }) => msg === 'unexpected error');
}
