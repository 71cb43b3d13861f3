import type { App } from '../app/options.js';
import type { Config } from '../config/config.js';

/** What a person sees when the gateway is ready. The only place where the first API key is ever shown. */
export function welcome(config: Config, app: Omit<App, 'stop'>): string {
  const host = isEveryInterface(config.host) ? 'localhost' : bracketed(config.host);
  const origin = `http://${host}:${app.port}${config.basePath}`;
  const metricsUrl =
    app.metricsPort === null ? `${origin}/metrics` : `http://${host}:${app.metricsPort}/metrics`;
  const data = config.database.kind === 'embedded' ? config.dataDirectory : 'the database of DATABASE_URL';
  const lines = [
    'Delivery gateway is ready.',
    '',
    `  GraphQL      ${origin}/graphql`,
    `  Legacy API   ${origin}/api.php`,
    ...(config.playground ? [`  Playground   ${origin}/playground`] : []),
    ...(app.demoData === null ? [] : [`  Demo data    ${app.demoData}`]),
    ...(config.metrics ? [`  Metrics      ${metricsUrl}`] : []),
    `  Data         ${data}`,
  ];
  if (app.firstApiKey !== null) {
    lines.push(
      '',
      `  Admin API key   ${app.firstApiKey}`,
      '  It is shown this once. Keep it safe; it has every scope.',
    );
  }
  if (app.isLockedOut) {
    lines.push('', '  Nobody can manage API keys any more. Start once with ADMIN_API_KEY set to a new key.');
  }
  return `${lines.join('\n')}\n\n`;
}

function isEveryInterface(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
