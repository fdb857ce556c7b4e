import { describe, expect, test } from 'vitest'
import { address, filters, pack, period, unpack } from './address'

describe('address', () => {
  test('leaves out what has no value and keeps commas', () => {
    expect(address('/events', { event: 'ASSAULT,COERCE', from: '', to: null, q: 'a&b=c' })).toBe('/events?event=ASSAULT,COERCE&q=a%26b%3Dc')
    expect(address('/events')).toBe('/events')
    expect(address('/x', { n: 0, b: false })).toBe('/x?n=0&b=false')
  })
  test('what was written is read again', () => {
    const written = { source: 'IRN', q: '“\'; DROP TABLE--💥', from: '2020-01-01' }
    expect(filters(new URL(address('http://x/events', written)).searchParams)).toEqual(written)
  })
  test('other parameters are no filters', () => {
    expect(filters(new URLSearchParams('source=IRN&cursor=abc&evil=1&to='))).toEqual({ source: 'IRN' })
  })
})

describe('period', () => {
  test.each([
    ['2020', ['2020-01-01', '2020-12-31']],
    ['2020-02', ['2020-02-01', '2020-02-29']],
    ['2021-2', ['2021-02-01', '2021-02-28']],
    ['2020-07-22', ['2020-07-22', '2020-07-22']],
    ['2021-02-29', null],
    ['2020-13', null],
    ['July', null],
    ['', null],
  ])('%s', (text, days) => expect(period(text)).toEqual(days))
})

describe('pack', () => {
  test('a text comes back as it was, in characters that an address may hold', async () => {
    for (const text of ['', 'plain', 'قال 💥 <script>', 'a'.repeat(50_000)]) {
      const packed = await pack(text)
      expect(packed).toMatch(/^[\w-]*$/)
      expect(await unpack(packed)).toBe(text)
    }
  })
  test('a damaged address gives nothing', async () => {
    expect(await unpack('%%%')).toBeNull()
    expect(await unpack((await pack('some words, some more words')).slice(0, -6))).toBeNull()
  })
})
