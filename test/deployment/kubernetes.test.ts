import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../structure/documents.js';
import {
  commandsIn,
  defaultPort,
  gatewayStopSeconds,
  manifests,
  packageJson,
  textIn,
  unknownVariables,
} from './deployment-files.js';
import { inImage } from './dockerfile.js';

const pod = manifests.Deployment.spec.template;
const [container] = pod.spec.containers;

/** What the compiler says to the manifests as values of the types of the Kubernetes API, which know every field. */
function typeErrors(given: Record<string, { apiVersion: string; kind: string }>): string[] {
  const source = Object.values(given).map((manifest) => {
    const [version, group = 'core'] = manifest.apiVersion.split('/').reverse();
    const type = `import('kubernetes-types/${group.split('.')[0]}/${version}').${manifest.kind}`;
    return `export const ${manifest.kind}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const file = `${root}/test/deployment/manifests.ts`;
  const options = {
    strict: true,
    noEmit: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    lib: ['lib.es2022.d.ts'],
  };
  const bundler = { ...options, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const host = ts.createCompilerHost(bundler);
  const { getSourceFile } = host;
  host.getSourceFile = (name, languageVersion) =>
    name === file
      ? ts.createSourceFile(name, source.join('\n'), languageVersion)
      : getSourceFile(name, languageVersion);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], bundler, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the manifests of Kubernetes', () => {
  it('have fields that Kubernetes has', () => {
    expect(typeErrors(manifests)).toEqual([]);
    const mistyped = { ...manifests.Service, spec: { ...manifests.Service.spec, selectors: {} } };
    expect(typeErrors({ Service: mistyped })).toHaveLength(1);
  });

  it('set variables that the gateway reads', () => {
    expect(unknownVariables(container.env.map(({ name }: { name: string }) => name))).toEqual([]);
  });

  it('name each other', () => {
    const { labels } = pod.metadata;
    expect(manifests.Deployment.spec.selector.matchLabels).toEqual(labels);
    expect(manifests.Service.spec.selector).toEqual(labels);
    expect(manifests.PodDisruptionBudget.spec.selector.matchLabels).toEqual(labels);
    expect(manifests.NetworkPolicy.spec.podSelector.matchLabels).toEqual(labels);
    for (const { labelSelector } of pod.spec.topologySpreadConstraints)
      expect(labelSelector.matchLabels).toEqual(labels);
    const { service } = manifests.Ingress.spec.rules[0].http.paths[0].backend;
    expect(service).toEqual({ name: manifests.Service.metadata.name, port: { name: 'http' } });
  });

  it('agree on the port', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: defaultPort }]);
    expect(manifests.Service.spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }]);
    expect(manifests.NetworkPolicy.spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 'http' }]);
  });

  it('have comments for metrics and traces that are right and fit together once they are taken in', () => {
    const takenIn = (file: string) =>
      parse(textIn('deploy', 'kubernetes', file).replace(/^( *)# (?=[- ])/gm, '$1'));
    const deployment = takenIn('deployment.yaml');
    const policy = takenIn('network-policy.yaml');
    expect(typeErrors({ Deployment: deployment, NetworkPolicy: policy })).toEqual([]);
    const [{ ports, env }] = deployment.spec.template.spec.containers;
    const settingOf = (wanted: string) => env.find(({ name }: { name: string }) => name === wanted)?.value;
    expect(unknownVariables(env.map(({ name }: { name: string }) => name))).toEqual([]);
    expect(ports[1]).toEqual({ name: 'metrics', containerPort: Number(settingOf('METRICS_PORT')) });
    expect(policy.spec.ingress[1].ports).toEqual([{ protocol: 'TCP', port: 'metrics' }]);
    const collector = Number(new URL(settingOf('OTEL_EXPORTER_OTLP_ENDPOINT')).port);
    expect(policy.spec.egress.at(-1).ports).toEqual([{ protocol: 'TCP', port: collector }]);
  });

  it('let bodies through that the gateway takes', () => {
    const size = manifests.Ingress.metadata.annotations['nginx.ingress.kubernetes.io/proxy-body-size'];
    expect(textIn('deploy', 'nginx', 'gateway.conf')).toContain(`client_max_body_size ${size};`);
  });

  it('ask whether the process lives, and nothing of the database, whose loss the gateway tells clients itself', () => {
    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
  });

  it('wait longer than the gateway takes to stop', () => {
    const [, before] = container.lifecycle.preStop.exec.command;
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(Number(before) + gatewayStopSeconds);
  });

  it('run this version as the user of the image', () => {
    expect(container.image.split(':')[1]).toBe(packageJson.version);
    const { runAsUser, runAsGroup, fsGroup } = pod.spec.securityContext;
    expect(`${runAsUser}:${runAsGroup}`).toBe(inImage('USER'));
    // The secrets can be read by a group.
    expect([fsGroup, pod.spec.volumes[0].secret.defaultMode]).toEqual([runAsGroup, 0o440]);
  });

  it('find in the secret what the documented command puts there', () => {
    const { mountPath } = container.volumeMounts[0];
    const read = container.env.filter(({ name }: { name: string }) => name.endsWith('_FILE'));
    const paths: string[] = read.map(({ value }: { value: string }) => value);
    const [, secret] = /create secret generic (\S+)/.exec(commandsIn('Kubernetes')) ?? [];
    const keys = [...commandsIn('Kubernetes').matchAll(/> (\w+)/g)].map(([, key]) => key);
    expect(pod.spec.volumes[0].secret.secretName).toBe(secret);
    expect(paths.sort()).toEqual(keys.map((key) => `${mountPath}/${key}`).sort());
  });
});
