/** Views keep their whole state in the address; the names are those of the API. */

/** The filters that lists and totals of the API share. */
export const FILTERS = [
  'source', 'target', 'actor', 'speaker', 'event', 'quad', 'status', 'mode', 'context', 'from', 'to',
  'country', 'place', 'claimed', 'publisher', 'document', 'incident', 'min_confidence', 'q',
] as const

export type Filter = (typeof FILTERS)[number]
export type Filters = Partial<Record<Filter, string>>
export type Parameters = Record<string, string | number | boolean | null | undefined>

/** An address of a path and parameters. Those without a value are left out; commas stay readable. */
export function address(path: string, parameters: Parameters = {}): string {
  const parts = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`)
  return parts.length ? `${path}?${parts.join('&')}` : path
}

/** The filters that an address holds. */
export function filters(query: URLSearchParams, names: readonly Filter[] = FILTERS): Filters {
  const found: Filters = {}
  for (const name of names) {
    const value = query.get(name)?.trim()
    if (value) found[name] = value
  }
  return found
}

/** First and last day of `2020`, `2020-07` or `2020-07-22`; null where it is none of these. */
export function period(text: string): [from: string, to: string] | null {
  const found = text.trim().match(/^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/)
  if (!found) return null
  const [year, month, day] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)]
  if ((found[2] && (month < 1 || month > 12)) || (found[3] && (day < 1 || day > 31))) return null
  const iso = (y: number, m: number, d: number) => {
    const date = new Date(0)
    date.setUTCFullYear(y, m, d)
    return date.toISOString().slice(0, 10)
  }
  if (day) {
    const exact = iso(year, month - 1, day)
    return Number(exact.slice(8)) === day ? [exact, exact] : null
  }
  if (month) return [iso(year, month - 1, 1), iso(year, month, 0)]
  return [iso(year, 0, 1), iso(year, 11, 31)]
}

/** A text packed into the part of an address that browsers never send to a server. */
export async function pack(text: string): Promise<string> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The text that `pack` packed; null where the address was damaged. */
export async function unpack(packed: string): Promise<string | null> {
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    return await new Response(stream).text()
  } catch {
    return null
  }
}
