import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { namesOf } from '../metrics/metrics-text.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { textIn } from './deployment-files.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: unknown;
  fieldConfig?: { defaults: { unit: string } };
  targets?: { refId: string; expr: string; legendFormat: string; datasource: unknown }[];
}

const dashboard = JSON.parse(textIn('deploy', 'grafana', 'dashboard.json'));
const panels: Panel[] = dashboard.panels;
const graphs = panels.filter(({ type }) => type !== 'row');
const alerts: { groups: { name: string; rules: Record<string, unknown>[] }[] } = parse(
  textIn('deploy', 'prometheus', 'alerts.yaml'),
);
const rules = alerts.groups.flatMap(({ rules }) => rules);

const expressions = [
  ...graphs.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ place: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ place: String(alert), expr: String(expr) })),
];

/** What Grafana puts in the place of its own variable. */
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '5m');

/** Where PromQL cannot be read, and the names of its metrics. */
function read(expr: string): { faults: number[]; metrics: string[] } {
  const faults: number[] = [];
  const metrics: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, name, from, to, node }) {
      if (type.isError) faults.push(from);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.push(expr.slice(from, to));
    },
  });
  return { faults, metrics };
}

let app: TestApp;
let names: Set<string>;
beforeAll(async () => {
  app = await startTestApp({ metrics: { port: 0 } });
  names = namesOf(await (await fetch(`http://127.0.0.1:${app.metricsPort}/metrics`)).text());
});
afterAll(() => app.stop());

describe('PromQL', () => {
  it('that is wrong is noticed by the parser of this test', () => {
    expect(read('sum(rate(made_up{a="b"}[5m])').faults).not.toEqual([]);
    expect(read('sum by (le) (rate(made_up{a="b"}[5m]))')).toEqual({ faults: [], metrics: ['made_up'] });
  });

  it.each(expressions)('of $place can be read, and is about metrics that there are: $expr', ({ expr }) => {
    const { faults, metrics } = read(filled(expr));
    expect(faults).toEqual([]);
    expect(metrics.length).toBeGreaterThan(0);
    // Made by Prometheus for everything that it scrapes.
    expect(metrics.filter((name) => name !== 'up' && !names.has(name))).toEqual([]);
  });
});

describe('the rules for alerts', () => {
  it('have the fields that Prometheus knows, and say what to do', () => {
    const known = ['alert', 'expr', 'for', 'labels', 'annotations'];
    for (const rule of rules) {
      expect(Object.keys(rule).filter((field) => !known.includes(field))).toEqual([]);
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Gateway[A-Z]\w+$/),
        labels: { severity: expect.stringMatching(/^(critical|warning|info)$/) },
        annotations: { summary: expect.any(String), description: expect.any(String) },
      });
      if (rule.for !== undefined) expect(rule.for).toMatch(/^\d+m$/);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe('the dashboard', () => {
  it('has what Grafana needs to import it', () => {
    expect(dashboard).toMatchObject({
      title: 'Delivery gateway',
      uid: expect.stringMatching(/^[\w-]{1,40}$/),
      schemaVersion: expect.any(Number),
      time: { from: expect.any(String), to: 'now' },
    });
    expect(dashboard.templating.list.map(({ name }: { name: string }) => name)).toEqual([
      'datasource',
      'instance',
    ]);
    expect(dashboard.id).toBeUndefined();
  });

  it('has panels that lie beside each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  });

  it('takes its data from the source that is chosen, in units that Grafana knows', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the dashboard
    const source = { type: 'prometheus', uid: '${datasource}' };
    const units = ['short', 's', 'bytes', 'ops', 'reqps', 'percentunit'];
    for (const { datasource, fieldConfig, targets = [], title } of graphs) {
      expect(datasource, title).toEqual(source);
      expect(units, title).toContain(fieldConfig?.defaults.unit);
      expect(targets.length, title).toBeGreaterThan(0);
      for (const target of targets) expect(target.datasource, title).toEqual(source);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const { expr } of targets) expect(expr, title).toContain('instance=~"$instance"');
    }
  });

  it('shows every metric of the gateway', () => {
    const shown = new Set(
      graphs.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => read(filled(expr)).metrics)),
    );
    const bases = new Set([...shown].map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const own = [...names].filter(
      (name) => name.startsWith('gateway_') && !/_(bucket|sum|count)$/.test(name),
    );
    const hidden = own.filter((name) => !bases.has(name));
    expect(hidden).toEqual(['gateway_legacy_request_duration_seconds']);
  });
});
