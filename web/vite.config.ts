import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { knowledge } from './build/knowledge.ts'
import { notices } from './build/notices.ts'

// The pages are committed, so that the program builds without Node: the same sources give the same bytes.
export default defineConfig({
  plugins: [knowledge(), svelte(), notices()],
  build: {
    outDir: '../crates/server/pages',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the server allows scripts and styles of its own only: nothing may end up inside the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What most views share is one file, not twenty small ones.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', minShareCount: 4 }] } } },
  },
  // The example report and the names of codes are kept outside this folder.
  server: { fs: { allow: ['..'] }, proxy: { '/api': process.env.API ?? 'http://127.0.0.1:8750' } },
  test: { include: ['src/**/*.test.ts'] },
})
