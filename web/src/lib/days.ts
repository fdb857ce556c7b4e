/** Days, weeks and months as ISO text. All in UTC: a day of news has no time zone. */

export type Unit = 'day' | 'week' | 'month' | 'year'

const DAY_MS = 86_400_000

/** Milliseconds of the start of a day, a month (`2020-07`) or a year (`2020`). */
export function time(day: string): number {
  return Date.parse(day.length === 4 ? `${day}-01-01` : day.length === 7 ? `${day}-01` : day)
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** First day of the unit that holds a day: a week begins on Monday. */
export function floor(day: string, unit: Unit): string {
  const ms = time(day)
  if (unit === 'day') return iso(ms)
  if (unit === 'month') return `${iso(ms).slice(0, 7)}-01`
  if (unit === 'year') return `${iso(ms).slice(0, 4)}-01-01`
  return iso(ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY_MS)
}

/** First day of the unit after the one that begins on `start`. */
export function next(start: string, unit: Unit): string {
  const date = new Date(time(start))
  if (unit === 'month') date.setUTCMonth(date.getUTCMonth() + 1)
  else if (unit === 'year') date.setUTCFullYear(date.getUTCFullYear() + 1)
  else date.setTime(date.getTime() + (unit === 'week' ? 7 : 1) * DAY_MS)
  return iso(date.getTime())
}

/** Last day of the unit that begins on `start`. */
export function last(start: string, unit: Unit): string {
  return iso(time(next(start, unit)) - DAY_MS)
}

/** The unit in which a period is best looked at: some dozens of bars, never hundreds. */
export function unitFor(from: string, to: string): Unit {
  const days = (time(to) - time(from)) / DAY_MS + 1
  if (days <= 45) return 'day'
  if (days <= 550) return 'week'
  if (days <= 365 * 12) return 'month'
  return 'year'
}

/** The first days of all units from `from` to `to`, without a gap; at most `limit` of them, the newest. */
export function bins(from: string, to: string, unit: Unit, limit = 1500): string[] {
  const starts: string[] = []
  const end = time(to)
  const longest = { day: 1, week: 7, month: 31, year: 366 }[unit]
  const first = Math.max(time(from), end - limit * longest * DAY_MS)
  for (let start = floor(iso(first), unit); time(start) <= end; start = next(start, unit)) {
    starts.push(start)
    if (starts.length > limit) starts.shift()
  }
  return starts
}

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
const DAY = format({ day: 'numeric', month: 'short', year: 'numeric' })
const MONTH = format({ month: 'short', year: 'numeric' })

/** A day for reading: “22 Jul 2020”, never broken over two lines. What is no day is shown as it is. */
export function readable(day: string | null | undefined): string {
  if (!day) return 'no date'
  const ms = time(day)
  if (Number.isNaN(ms)) return day
  if (day.length === 4) return day
  return (day.length === 7 ? MONTH : DAY).format(ms).replaceAll(' ', '\u00a0')
}

/** A unit of time for reading. */
export function readableUnit(start: string, unit: Unit): string {
  if (unit === 'year') return start.slice(0, 4)
  if (unit === 'month') return MONTH.format(time(start))
  return unit === 'week' ? `week of ${readable(start)}` : readable(start)
}

/** Two days as a period for reading. */
export function readablePeriod(from: string | null | undefined, to: string | null | undefined): string {
  if (from && to) return from === to ? readable(from) : `${readable(from)} – ${readable(to)}`
  if (from) return `since ${readable(from)}`
  return to ? `until ${readable(to)}` : 'all days'
}
