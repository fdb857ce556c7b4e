/** The HTTP API of `bayhaqi serve`: its answers as types, and one way of asking. */

export type Span = [start: number, end: number]
export type Quad = 'verbal-cooperation' | 'material-cooperation' | 'verbal-conflict' | 'material-conflict'
export type Stance = 'asserts' | 'denies' | 'doubts'
export type Status = 'actual' | 'ongoing' | 'planned' | 'possible' | 'requested' | 'negated'

export interface Words {
  text: string
  span: Span
}

export interface Actor extends Words {
  name: string | null
  code: string | null
  country: string | null
  sectors: string[]
  role: string | null
  entity: string | null
}

export interface When extends Words {
  timex: string
  from: string | null
  to: string | null
  granularity: string
}

export interface Place extends Words {
  name: string
  country: string | null
  admin1?: string | null
  lat: number | null
  lon: number | null
  geonames?: number | null
  granularity?: string
}

export interface Claim {
  speaker: Actor
  cue: Words
  content: Span[]
  quote: 'direct' | 'indirect' | 'mixed'
  stance: Stance
}

export interface DocumentInfo {
  id: string
  uri: string | null
  title: string | null
  publisher: string | null
  published: string | null
  language: string | null
}

export type Counts = Record<'killed' | 'injured' | 'arrested' | 'participants', number | null>

/** The event record. `day` and `incident` are there where it comes from a store. */
export interface Event {
  id: string
  document: DocumentInfo
  event: string
  mode: string | null
  contexts: string[]
  cameo: string | null
  quad: Quad
  goldstein: number | null
  sources: Actor[]
  targets: Actor[]
  trigger: Words
  sentence: Words & { index: number }
  when: When | null
  where: Place | null
  status: Status
  claims: Claim[]
  counts: Counts
  confidence: number
  day?: string | null
  incident?: number | null
}

export interface Entity {
  id: string
  name: string
  kind: string
  mentions: Span[]
  code: string | null
  country: string | null
}

export interface Attribution {
  source: Span[]
  cue: Span[]
  content: Span[]
  speaker: string | null
  quote: string
}

/** A report with its layers: the answer for one document, and of coding. */
export interface Report {
  document: DocumentInfo
  text: string
  sentences: Span[]
  entities: Entity[]
  /** Kept where the text was coded just now; a store keeps those of events, in their claims. */
  attributions?: Attribution[]
  times: (Words & { type: string; value: string; from: string | null; to: string | null })[]
  places: Place[]
  events: Event[]
}

export interface Page<T> {
  items: T[]
  next: string | null
  /** Not counted where that would take long. */
  total: number | null
  sql: string
}

export interface About {
  name: string
  version: string
  store: {
    documents: number
    events: number
    incidents: number
    claims: number
    errors: number
    first_day: string | null
    last_day: string | null
  } | null
  coder: boolean
}

export interface Incident {
  id: number
  event: string
  quad: Quad
  source: string | null
  target: string | null
  first_day: string | null
  last_day: string | null
  place: string | null
  country: string | null
  lat: number | null
  lon: number | null
  first_seen: string | null
  last_seen: string | null
  reports: number
  publishers: number
  accounts: number
  asserted: number
  denied: number
}

export interface ActorTotal {
  code: string | null
  name: string
  country: string | null
  as_source: number
  as_target: number
}

export interface ActorProfile extends ActorTotal {
  names: ActorTotal[]
  roles: { name: string; role: string | null; from: string | null; to: string | null }[]
  partners: { code: string; as_source: number; as_target: number; goldstein: number | null }[]
  types: [event: string, asSource: number, asTarget: number][]
}

export interface Dyad {
  source: string
  target: string
  events: number
  claimed: number
  verbal_cooperation: number
  material_cooperation: number
  verbal_conflict: number
  material_conflict: number
  goldstein: number | null
}

/** A report that has the words looked for; the events are those whose sentences have one. */
export interface Hit extends DocumentInfo {
  snippet: { text: string; hit: boolean }[]
  events: Event[]
}

/** What totals can be counted by. */
export type Group =
  | 'day' | 'week' | 'month' | 'year' | 'event' | 'quad' | 'mode' | 'status' | 'source' | 'target'
  | 'country' | 'place' | 'publisher' | 'speaker' | 'stance'

/** A row of totals: the values grouped by, under their names, and what was counted. */
export type Total = { [By in Group]?: string | null } & {
  events: number
  claimed: number
  goldstein: number | null
}

export interface Totals {
  by: string[]
  rows: Total[]
  sql: string
}

export type PlaceTotal = Total & { lat: number | null; lon: number | null }

export interface Rows {
  columns: string[]
  rows: unknown[][]
  truncated: boolean
}

/** What went wrong, as the server tells it (RFC 9457), or as far as the browser knows. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly parameter: string | null = null,
  ) {
    super(detail || title)
  }
}

const KEPT = 60
const FRESH_MS = 60_000
const kept = new Map<string, { at: number; answer: Promise<unknown> }>()

/** The token that a guarded server asks for; kept until the browser tab is closed. */
export const token = {
  get: () => sessionStorage.getItem('token'),
  set: (value: string) => sessionStorage.setItem('token', value),
}

async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const secret = token.get()
  if (secret) headers.set('Authorization', `Bearer ${secret}`)
  let response: Response
  try {
    response = await fetch(address, { ...init, headers })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem(0, 'No answer', 'The server does not answer. Is it still running?')
  }
  if (response.ok) return response
  const told = await response.json().catch(() => ({}))
  throw new Problem(response.status, told.title ?? response.statusText, told.detail ?? '', told.parameter ?? null)
}

/**
 * Gets an address of the API. Answers are kept for a minute, so that going back shows at once what was
 * there; failures are not kept.
 */
export function get<T>(address: string): Promise<T> {
  const known = kept.get(address)
  if (known && Date.now() - known.at < FRESH_MS) return known.answer as Promise<T>
  const answer = ask(address).then((response) => response.json() as Promise<T>)
  kept.set(address, { at: Date.now(), answer })
  answer.catch(() => kept.delete(address))
  for (const old of kept.keys()) {
    if (kept.size <= KEPT) break
    kept.delete(old)
  }
  return answer
}

/** Codes a text without keeping it. */
export async function code(text: string, published: string | null): Promise<Report> {
  const body = JSON.stringify(published ? { text, published } : { text })
  const response = await ask('/api/code', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  return response.json()
}

/** Asks the store in SQL. */
export async function query(sql: string): Promise<Rows> {
  const response = await ask('/api/query', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sql }),
  })
  return response.json()
}

/** Fetches a download that a plain link could not get, because the link would not carry the token. */
export async function download(address: string): Promise<Blob> {
  return (await ask(address)).blob()
}
