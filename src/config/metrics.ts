import type { Settings } from './settings.js';

export interface MetricsConfig {
  /** Null for that of the gateway. */
  port: number | null;
}

/** `METRICS` and `METRICS_PORT`; null to have none. */
export function readMetrics(settings: Settings): MetricsConfig | null {
  const isOn = settings.isOn('METRICS', false);
  const word = settings.word('METRICS_PORT');
  const port = word === null ? null : settings.wholeNumber('METRICS_PORT', 65_535, 0);
  const { mistakes } = settings;
  if (port !== null && !isOn)
    mistakes.push('METRICS_PORT is set and METRICS is not on. Set METRICS=on, or leave out METRICS_PORT.');
  if (port !== null && port !== 0 && word === (settings.word('PORT') ?? '4000'))
    mistakes.push('METRICS_PORT must not be PORT. Leave it out to have /metrics on the port of the gateway.');
  return isOn ? { port } : null;
}
