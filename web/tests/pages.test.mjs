// What the built pages weigh, and that nothing in them would offend the server's policy.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const PAGES = resolve(import.meta.dirname, '../../crates/server/pages')
const files = readdirSync(PAGES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))

test('all scripts together have less than 250 kB when packed', () => {
  const packed = files.filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  console.log(`${(packed / 1000).toFixed(0)} kB of script, packed`)
  assert.ok(packed < 250_000)
})

test('no script or style stands inside the page', () => {
  const html = readFileSync(join(PAGES, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/)
  for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
    assert.match(attributes, /src="\//)
    assert.equal(body.trim(), '')
  }
})

test('no script makes markup with style attributes or runs text', () => {
  for (const file of files.filter((file) => file.endsWith('.js'))) {
    const script = readFileSync(file, 'utf8')
    assert.doesNotMatch(script, /<[a-z][^<>`]*\sstyle=["'{]/, file)
    assert.doesNotMatch(script, /\beval\(|new Function\(/, file)
  }
})

test('the licence of every package is told', () => {
  const notices = readFileSync(join(PAGES, 'NOTICES.txt'), 'utf8')
  for (const name of ['svelte', 'd3-geo', 'd3-force', 'd3-scale', 'd3-zoom', 'topojson-client', 'world-atlas', 'Natural Earth']) assert.ok(notices.includes(name), name)
})
