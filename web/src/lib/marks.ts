/**
 * Cuts a text at the edges of its marks. Marks may overlap in any way: each piece knows all marks over it, so
 * none has to be nested in another. Spans count Unicode code points; JavaScript's strings count UTF-16 units.
 */
import type { Event, Report, Span } from './api'

export type Kind = 'source' | 'target' | 'entity' | 'trigger' | 'time' | 'place' | 'speaker' | 'cue' | 'content'

export interface Mark {
  start: number
  end: number
  kind: Kind
  /** Ids of the events that the words belong to. */
  events: string[]
  /** What the words were understood as. */
  label?: string
}

export interface Piece {
  start: number
  end: number
  text: string
  marks: Mark[]
}

/** Places in a string by code point. */
export class CodePoints {
  readonly length: number
  /** UTF-16 offset of each code point, and of the end; null where the two counts are the same. */
  private readonly offsets: Uint32Array | null

  constructor(readonly text: string) {
    if (!/[\uD800-\uDFFF]/.test(text)) {
      this.length = text.length
      this.offsets = null
      return
    }
    const offsets: number[] = []
    for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) offsets.push(at)
    this.length = offsets.length
    this.offsets = Uint32Array.from([...offsets, text.length])
  }

  /** UTF-16 offset of a code point; places outside the text are moved to its ends. */
  offset(point: number): number {
    const inside = Math.min(Math.max(point, 0), this.length)
    return this.offsets ? this.offsets[inside]! : inside
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.offset(start), this.offset(end))
  }
}

/** The pieces between `from` and `to` in order, without a gap. Marks outside and empty ones are left out. */
export function pieces(text: CodePoints, marks: Mark[], from = 0, to = text.length): Piece[] {
  const inside = marks.filter((mark) => mark.start < mark.end && mark.end > from && mark.start < to)
  const cuts = new Set([from, to])
  for (const mark of inside) {
    if (mark.start > from) cuts.add(mark.start)
    if (mark.end < to) cuts.add(mark.end)
  }
  const edges = [...cuts].sort((a, b) => a - b)
  const waiting = [...inside].sort((a, b) => a.start - b.start)
  const found: Piece[] = []
  let open: Mark[] = []
  for (let i = 0, at = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i]!, edges[i + 1]!]
    open = open.filter((mark) => mark.end > start)
    while (at < waiting.length && waiting[at]!.start <= start) open.push(waiting[at++]!)
    found.push({ start, end, text: text.slice(start, end), marks: [...open] })
  }
  return found
}

/** The stretches between blank and broken lines. */
export function paragraphs(text: CodePoints): Span[] {
  const found: Span[] = []
  let start = 0
  let point = 0
  let filled = false
  for (const c of text.text) {
    if (c === '\n' || c === '\r') {
      if (filled) found.push([start, point])
      start = point + 1
      filled = false
    } else if (!filled && c.trim()) filled = true
    point++
  }
  if (filled) found.push([start, point])
  return found
}

/** Marks of the same words and kind become one. */
function merge(marks: Mark[]): Mark[] {
  const known = new Map<string, Mark>()
  for (const mark of marks) {
    const key = `${mark.kind} ${mark.start} ${mark.end}`
    const same = known.get(key)
    if (!same) known.set(key, { ...mark, events: [...mark.events] })
    else {
      for (const id of mark.events) if (!same.events.includes(id)) same.events.push(id)
      same.label ??= mark.label
    }
  }
  return [...known.values()]
}

const mark = ([start, end]: Span, kind: Kind, events: string[], label?: string | null): Mark => ({
  start, end, kind, events, ...(label ? { label } : {}),
})

/** Every word that an event was coded from. */
export function eventMarks(event: Event): Mark[] {
  const ids = [event.id]
  const found = [mark(event.trigger.span, 'trigger', ids, event.event)]
  for (const actor of event.sources) found.push(mark(actor.span, 'source', ids, actor.code ?? actor.name))
  for (const actor of event.targets) found.push(mark(actor.span, 'target', ids, actor.code ?? actor.name))
  if (event.when) found.push(mark(event.when.span, 'time', ids, event.when.timex))
  if (event.where) found.push(mark(event.where.span, 'place', ids, event.where.name))
  for (const claim of event.claims) {
    found.push(mark(claim.speaker.span, 'speaker', ids, claim.speaker.code ?? claim.speaker.name))
    found.push(mark(claim.cue.span, 'cue', ids, claim.stance))
    for (const span of claim.content) found.push(mark(span, 'content', ids, `${claim.quote} speech`))
  }
  return found
}

/** All layers of a report as marks. */
export function reportMarks(report: Report): Mark[] {
  const found = report.events.flatMap(eventMarks)
  for (const entity of report.entities) {
    if (entity.code) for (const span of entity.mentions) found.push(mark(span, 'entity', [], `${entity.name} · ${entity.code}`))
  }
  for (const attribution of report.attributions ?? []) {
    for (const span of attribution.source) found.push(mark(span, 'speaker', []))
    for (const span of attribution.cue) found.push(mark(span, 'cue', []))
    for (const span of attribution.content) found.push(mark(span, 'content', [], `${attribution.quote} speech`))
  }
  for (const time of report.times) found.push(mark(time.span, 'time', [], time.value))
  for (const place of report.places) found.push(mark(place.span, 'place', [], place.name))
  return merge(found)
}

/** The marks of an event inside its sentence, counted from the sentence's start. */
export function sentenceMarks(event: Event): Mark[] {
  const [start, end] = event.sentence.span
  return merge(eventMarks(event))
    .filter((mark) => mark.start >= start && mark.end <= end)
    .map((mark) => ({ ...mark, start: mark.start - start, end: mark.end - start }))
}
