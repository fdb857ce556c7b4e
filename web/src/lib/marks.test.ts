import { describe, expect, test } from 'vitest'
import { CodePoints, paragraphs, pieces, type Mark } from './marks'

const mark = (start: number, end: number, kind: Mark['kind'] = 'source', ...events: string[]): Mark => ({ start, end, kind, events })
const cut = (text: string, marks: Mark[], from?: number, to?: number) =>
  pieces(new CodePoints(text), marks, from, to).map((p) => [p.text, p.marks.map((m) => m.kind).join('+')])

describe('CodePoints', () => {
  test('counts astral characters once', () => {
    const text = new CodePoints('a💥b🇮🇷c')
    expect(text.length).toBe(6)
    expect(text.slice(1, 2)).toBe('💥')
    expect(text.slice(2, 3)).toBe('b')
    expect(text.slice(3, 5)).toBe('🇮🇷')
    expect(text.slice(5, 6)).toBe('c')
  })
  test('a lone surrogate is one code point', () => {
    const text = new CodePoints('x\uD83Dy')
    expect(text.length).toBe(3)
    expect(text.slice(2, 3)).toBe('y')
  })
  test('places outside the text are moved to its ends', () => {
    expect(new CodePoints('abc').slice(-5, 99)).toBe('abc')
    expect(new CodePoints('💥').slice(-5, 99)).toBe('💥')
  })
})

describe('pieces', () => {
  test('overlapping marks are split where they overlap', () => {
    expect(cut('abcdef', [mark(0, 4, 'content'), mark(2, 6, 'place')])).toEqual([
      ['ab', 'content'], ['cd', 'content+place'], ['ef', 'place'],
    ])
  })
  test('nested and equal marks keep all their kinds', () => {
    expect(cut('abcdef', [mark(0, 6, 'content'), mark(2, 4, 'trigger'), mark(2, 4, 'cue')])).toEqual([
      ['ab', 'content'], ['cd', 'content+trigger+cue'], ['ef', 'content'],
    ])
  })
  test('empty and reversed marks and those outside cut nothing', () => {
    expect(cut('abc', [mark(1, 1), mark(2, 1), mark(7, 9), mark(-4, 0)])).toEqual([['abc', '']])
  })
  test('marks that reach out of the stretch are cut off', () => {
    expect(cut('abcdef', [mark(0, 3, 'cue'), mark(4, 99, 'time')], 2, 6)).toEqual([['c', 'cue'], ['d', ''], ['ef', 'time']])
  })
  test('after an astral character the words are still the right ones', () => {
    expect(cut('💥 Iran 💥', [mark(2, 6)])).toEqual([['💥 ', ''], ['Iran', 'source'], [' 💥', '']])
  })
  test('whatever the marks, the pieces together are the text, and each is under the marks that cover it', () => {
    let seed = 7
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n
    const text = new CodePoints('Η 💥 naïve 🇮🇷 text\nof several kinds')
    for (let round = 0; round < 300; round++) {
      const marks = Array.from({ length: random(9) }, () => mark(random(40) - 4, random(40) - 2))
      const found = pieces(text, marks)
      expect(found.map((p) => p.text).join('')).toBe(text.text)
      for (const piece of found) {
        const over = marks.filter((m) => m.start <= piece.start && m.end >= piece.end && m.start < m.end)
        expect(new Set(piece.marks)).toEqual(new Set(over))
      }
    }
  })
})

describe('paragraphs', () => {
  test('blank lines part them and are left out', () => {
    const text = new CodePoints('Title 💥\n\n\nFirst\r\nSecond\n  \n')
    expect(paragraphs(text).map(([s, e]) => text.slice(s, e))).toEqual(['Title 💥', 'First', 'Second'])
  })
})
