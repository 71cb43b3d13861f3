import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('page', import.meta.url)),
  // The page lies under whatever path a proxy gives to the gateway.
  base: './',
  plugins: [react()],
  resolve: { dedupe: ['graphql', 'react', 'react-dom'] },
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../../../dist/playground', import.meta.url)),
    emptyOutDir: true,
    // Every browser that can run GraphiQL 5 preloads modules by itself.
    modulePreload: { polyfill: false },
    // What is bundled is also distributed, and the licences ask to be named then.
    license: { fileName: 'licenses.md' },
    // GraphiQL is compiled with directives for the React compiler, which mean nothing after bundling.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
    // Monaco is one big chunk, loaded once and then kept by the browser.
    chunkSizeWarningLimit: 4000,
  },
});
