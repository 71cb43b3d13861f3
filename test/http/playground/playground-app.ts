import { fileURLToPath } from 'node:url';
import { exampleGroups } from '../../../src/http/playground/page/examples/example-groups.js';
import { buildProgram } from '../../support/gateway-process.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

export const examples = exampleGroups.flatMap((group) => [...group.examples]);

/** An app with the built playground, and the server that the examples speak of. */
export async function startPlayground(): Promise<TestApp> {
  await buildProgram();
  const app = await startTestApp({
    playgroundDirectory: fileURLToPath(new URL('../../../dist/playground', import.meta.url)),
  });
  const create = examples.find(({ title }) => title === 'Create a delivery server');
  await app.graphql(create?.query ?? '', create?.variables);
  return app;
}
