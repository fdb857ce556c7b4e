import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Writes `NOTICES.txt` beside the pages: the licence of every package of which a part was bundled. */
export function notices(): Plugin {
  return {
    name: 'notices',
    apply: 'build',
    generateBundle() {
      const folders = new Set<string>()
      for (const id of this.getModuleIds()) {
        const found = id.match(/^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//)
        if (found) folders.add(found[1]!)
      }
      const parts = [...folders].filter((folder) => existsSync(join(folder, 'package.json'))).map((folder) => {
        const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
        const file = readdirSync(folder).sort().find((name) => /^(licen[cs]e|copying)/i.test(name))
        if (!file) throw new Error(`${about.name} has no licence file`)
        const text = readFileSync(join(folder, file), 'utf8').trim()
        return { name: about.name as string, head: `${about.name} ${about.version} (${about.license})`, text }
      })
      parts.sort((a, b) => (a.name < b.name ? -1 : 1))
      const source = [
        'The pages of this folder are built from web/. They hold parts of the packages below, each under its own licence.',
        'The shapes of countries (world-atlas) are made from Natural Earth, which is in the public domain: https://www.naturalearthdata.com/',
        ...parts.map((part) => `${'='.repeat(78)}\n${part.head}\n${'='.repeat(78)}\n\n${part.text}`),
      ].join('\n\n') + '\n'
      this.emitFile({ type: 'asset', fileName: 'NOTICES.txt', source })
    },
  }
}
