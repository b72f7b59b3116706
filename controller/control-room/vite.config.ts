import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [preact()],
  resolve: { conditions: ['berth', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: 'dist-web',
    assetsInlineLimit: 0,
    sourcemap: false,
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } } },
});
