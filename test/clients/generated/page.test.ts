import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { snippet, snippets } from './snippets.js';
import { Workbench } from './workbench.js';

let app: TestApp;
let workbench: Workbench;

const fileTitles = ['json package.json', 'json tsconfig.json', 'ts codegen.ts', 'ts src/create-server.ts'];

beforeAll(async () => {
  app = await startTestApp();
  workbench = await Workbench.create(
    Object.fromEntries(fileTitles.map((title) => [title.replace(/^\w+ /, ''), snippet(title)])),
  );
});
afterAll(async () => {
  await app?.stop();
  await workbench?.dispose();
});

/** The commands of the page on this gateway; the packages are there already. */
function commands(): string {
  return replaced(snippet('bash'), [
    ['npm install\n', ''],
    ['GATEWAY_URL=http://127.0.0.1:4000', `GATEWAY_URL=${app.url}`],
    ['GATEWAY_API_KEY=dgk_...', `GATEWAY_API_KEY=${app.adminKey}`],
  ]);
}

function replaced(text: string, changes: [from: string, to: string][]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`The page no longer says "${from.trim()}".`);
    return changed.replace(from, to);
  }, text);
}

describe('the page on generated clients', () => {
  it('leads from its files and commands to a created server', async () => {
    const output = await workbench.run(commands());
    app.transcript.note(output);
    expect(output).toMatch(/^Created ds_1$/m);
    const { data } = await app.graphql('{ deliveryServers { nodes { id name } } }');
    expect(data.deliveryServers.nodes).toEqual([{ id: 'ds_1', name: 'Primary SMTP Server' }]);
  });

  it('names the packages and overrides that are tested here', () => {
    const tested = JSON.parse(readFileSync(resolve(import.meta.dirname, 'package.json'), 'utf8'));
    const told = JSON.parse(snippet('json package.json'));
    expect(tested.devDependencies).toMatchObject(told.devDependencies);
    expect(tested.overrides).toEqual(told.overrides);
  });

  it('has no code that no test runs', () => {
    const others = ['bash', 'sh', 'ts src/graphql.ts', 'json relay.config.json'];
    expect(snippets.map(({ title }) => title).sort()).toEqual([...fileTitles, ...others].sort());
  });
});
