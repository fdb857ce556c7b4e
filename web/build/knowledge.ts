import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const NAME = 'virtual:knowledge'
const TABLES = resolve(import.meta.dirname, '../../knowledge')

/** The rows of a table of `knowledge/`: lines of `#` are comments, the first other line names the columns. */
function rows(file: string): Record<string, string>[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  const columns = lines[0]!.split('\t')
  return lines.slice(1).map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))
  })
}

/** What codes stand for, out of the tables that the coder itself uses, so that the names are never kept twice. */
export function knowledge(): Plugin {
  return {
    name: 'knowledge',
    resolveId: (id) => (id === NAME ? '\0' + NAME : undefined),
    load(id) {
      if (id !== '\0' + NAME) return
      const read = (name: string) => {
        const file = resolve(TABLES, name)
        this.addWatchFile(file)
        return rows(file)
      }
      const first = (pairs: [string, string][]) => Object.fromEntries([...pairs].reverse())
      const countries = read('actors/countries.tsv').map((r) => [r.alpha3!, r.name!.replace(/^\?/, '')] as [string, string])
      const organisations = read('actors/organizations.tsv').map((r) => [r.code!, r.name!.replace(/^\?/, '')] as [string, string])
      const sectors = read('sectors.tsv').map((r) => [r.code!, r.name!] as [string, string])
      const types = read('plover.tsv').map((r) => [r.event!, { quad: r.quad!, means: r.means! }] as const)
      const iso = rows(resolve(import.meta.dirname, '../src/data/countries.tsv')).map((r) => [r.numeric!, r.alpha3!] as [string, string])
      return [
        `export const countries = ${JSON.stringify(first(countries))}`,
        `export const organisations = ${JSON.stringify(first(organisations))}`,
        `export const sectors = ${JSON.stringify(first(sectors))}`,
        `export const types = ${JSON.stringify(Object.fromEntries(types))}`,
        `export const numeric = ${JSON.stringify(first(iso.filter(([n]) => n)))}`,
      ].join('\n')
    },
  }
}
