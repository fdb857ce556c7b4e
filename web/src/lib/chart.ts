/** Totals of the API made ready for charts. */
import type { Total } from './api'
import { QUADS, quadOf, TYPES } from './codes'
import { bins, floor, type Unit } from './days'

export interface Column {
  start: string
  events: number
  claimed: number
  goldstein: number | null
  /** Numbers of events by type or quad, in stacking order, without zeros. */
  parts: { key: string; n: number }[]
}

const ORDER = new Map([...TYPES.map((type) => type.event), ...QUADS.map((quad) => quad.quad)].map((key, i) => [key, i]))

/** A column for each unit of the period, those without events too. */
export function columns(rows: Total[], unit: Unit, part: 'event' | 'quad', from: string, to: string): Column[] {
  const found = new Map<string, Column & { weight: number; sum: number }>()
  for (const start of bins(from, to, unit)) found.set(start, { start, events: 0, claimed: 0, goldstein: null, parts: [], weight: 0, sum: 0 })
  for (const row of rows) {
    const day = row[unit]
    const column = day ? found.get(floor(day, unit)) : undefined
    if (!column) continue
    column.events += row.events
    column.claimed += row.claimed
    column.parts.push({ key: row[part] ?? '', n: row.events })
    if (row.goldstein !== null) {
      column.sum += row.goldstein * row.events
      column.weight += row.events
    }
  }
  return [...found.values()].map(({ weight, sum, parts, ...column }) => ({
    ...column,
    goldstein: weight ? sum / weight : null,
    parts: parts.sort((a, b) => (ORDER.get(a.key) ?? 99) - (ORDER.get(b.key) ?? 99)),
  }))
}

/** First and last day that rows tell of. */
export function extent(rows: Total[], unit: Unit): [string, string] | null {
  const days = rows.flatMap((row) => row[unit] ?? []).map((day) => floor(day, unit)).sort()
  return days.length ? [days[0]!, days.at(-1)!] : null
}

/** Colour class of a type or quad. */
export function colour(key: string): string | null {
  return quadOf(key) ?? (ORDER.has(key) ? key : null)
}
