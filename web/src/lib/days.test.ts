import { describe, expect, test } from 'vitest'
import { bins, floor, last, next, readablePeriod, unitFor } from './days'

describe('units of time', () => {
  test('a week begins on Monday', () => {
    expect(floor('2020-07-22', 'week')).toBe('2020-07-20')
    expect(floor('2020-07-20', 'week')).toBe('2020-07-20')
    expect(floor('2020-07-26', 'week')).toBe('2020-07-20')
    expect(floor('2021-01-01', 'week')).toBe('2020-12-28')
  })
  test('next and last', () => {
    expect(next('2020-02-01', 'month')).toBe('2020-03-01')
    expect(last('2020-02-01', 'month')).toBe('2020-02-29')
    expect(last('2020-12-28', 'week')).toBe('2021-01-03')
    expect(next('2020-01-01', 'year')).toBe('2021-01-01')
  })
  test('bins have no gap', () => {
    expect(bins('2020-12-30', '2021-01-12', 'week')).toEqual(['2020-12-28', '2021-01-04', '2021-01-11'])
    expect(bins('2020-02-27', '2020-03-01', 'day')).toEqual(['2020-02-27', '2020-02-28', '2020-02-29', '2020-03-01'])
    expect(bins('2019-11-05', '2020-02-01', 'month')).toEqual(['2019-11-01', '2019-12-01', '2020-01-01', '2020-02-01'])
  })
  test('bins are limited, and the newest stay', () => {
    const found = bins('1000-01-01', '2020-01-01', 'day', 10)
    expect(found.length).toBe(10)
    expect(found.at(-1)).toBe('2020-01-01')
  })
  test('the unit fits the period', () => {
    expect(unitFor('2020-07-01', '2020-07-31')).toBe('day')
    expect(unitFor('2020-01-01', '2020-12-31')).toBe('week')
    expect(unitFor('2015-01-01', '2020-12-31')).toBe('month')
    expect(unitFor('1979-01-01', '2020-12-31')).toBe('year')
  })
  test('periods for reading', () => {
    expect(readablePeriod('2020-07-22', '2020-07-22')).toBe('22\u00a0Jul\u00a02020')
    expect(readablePeriod('2020-07-22', null)).toBe('since 22\u00a0Jul\u00a02020')
    expect(readablePeriod(null, null)).toBe('all days')
  })
})
