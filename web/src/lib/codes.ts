/** Names for codes, from the tables of the coder. */
import { countries, organisations, sectors, types } from 'virtual:knowledge'
import type { Actor, Quad } from './api'

export const QUADS: { quad: Quad; name: string }[] = [
  { quad: 'verbal-cooperation', name: 'Verbal cooperation' },
  { quad: 'material-cooperation', name: 'Material cooperation' },
  { quad: 'verbal-conflict', name: 'Verbal conflict' },
  { quad: 'material-conflict', name: 'Material conflict' },
]

/** The PLOVER types in order of their quad classes. */
export const TYPES = Object.entries(types).map(([event, about]) => ({ event, ...about }))

export const STATUSES = ['actual', 'ongoing', 'planned', 'possible', 'requested', 'negated'] as const

/** What a table says of a key. Keys come from data: `constructor` must not find what every object has. */
function look<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** The quad class of a type. */
export function quadOf(event: string): Quad | null {
  return look(types, event)?.quad ?? null
}

/** “Assault” for `ASSAULT`. */
export function typeName(event: string): string {
  return event.charAt(0) + event.slice(1).toLowerCase()
}

const short = (name: string) => name.replace(/ \(.*/, '')

/** The code read aloud: “Iran, government” for `IRNGOV`; the code itself where no table knows it. */
export function codeName(code: string | null | undefined): string {
  if (!code) return 'nobody named'
  const organisation = look(organisations, code)
  if (organisation) return organisation
  const parts = code.match(/.{1,3}/g) ?? []
  const names: string[] = []
  for (const [i, part] of parts.entries()) {
    const name = (i === 0 ? look(countries, part) : undefined) ?? look(sectors, part)
    if (!name) return code
    names.push(short(name))
  }
  return names.join(', ')
}

/** What an actor is called: the name, else the words of the report. */
export function actorName(actor: Actor): string {
  return actor.name ?? actor.text
}

/** What several do with each other: each of them is a source and a target. */
export function isMutual({ sources, targets }: { sources: Actor[]; targets: Actor[] }): boolean {
  const key = (actor: Actor) => `${actor.span} ${actor.code}`
  const given = new Set(targets.map(key))
  return sources.length > 1 && sources.length === targets.length && sources.every((actor) => given.has(key(actor)))
}

/** Name of a country; the code itself where it is none. */
export function countryName(code: string | null | undefined): string {
  return code ? (look(countries, code) ?? code) : ''
}

const NUMBER = new Intl.NumberFormat('en-GB')

/** A number with its thousands set apart. */
export function count(n: number | null | undefined): string {
  return n === null || n === undefined ? '–' : NUMBER.format(n)
}

/** “1 report”, “2 reports”. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** A Goldstein value with its sign, as the scale is read. */
export function goldstein(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`
}
