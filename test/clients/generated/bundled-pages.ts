import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';

/** A site whose pages run programs of clients, bundled for the browser. It is another origin than the gateway. */
export class BundledPages {
  private bundles = '';

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async listen(): Promise<BundledPages> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const pages = new BundledPages(server, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => {
      const isScript = request.url?.endsWith('.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? readFileSync(join(pages.bundles, request.url as string)) : '<!doctype html>');
    });
    return pages;
  }

  /** Bundles `src/run-NAME.ts` of a folder for each name; the programs find what Node would have in its environment. */
  async bundle(root: string, names: readonly string[], environment: Record<string, string>): Promise<void> {
    const variables = Object.entries(environment).map(([name, value]) => [
      `process.env.${name}`,
      JSON.stringify(value),
    ]);
    this.bundles = join(root, 'bundles');
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      define: {
        ...Object.fromEntries(variables),
        'process.stdout.write': 'printOutput',
        'process.exit': 'ignoreEnd',
      },
      build: {
        outDir: this.bundles,
        target: 'esnext',
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries(names.map((name) => [name, join(root, 'src', `run-${name}.ts`)])),
          output: { entryFileNames: '[name].js', chunkFileNames: '[name].chunk.js' },
        },
      },
    });
  }

  /** Runs a bundle on a page of this origin, and gives what it prints; rejects with what it throws. */
  async run(page: Page, origin: string, name: string): Promise<unknown> {
    await page.goto(`${origin}/`);
    const output = await page.evaluate(`new Promise((resolve, reject) => {
      globalThis.ignoreEnd = () => {};
      globalThis.printOutput = resolve;
      addEventListener('unhandledrejection', ({ reason }) => reject(reason));
      import('/${name}.js').catch(reject);
    })`);
    return JSON.parse(output as string);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
