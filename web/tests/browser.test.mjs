// Walks through the explorer in a browser: BAYHAQI=../target/release/bayhaqi npm run test:browser
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import { HOSTILE, RIGHT_TO_LEFT, start } from './program.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SHOTS = resolve(import.meta.dirname, '../../target/screenshots')
const KIB = 1024
const doc = (id) => `/document/${encodeURIComponent(id)}`

let program
let browser
let incident
/** A country that does something to itself, as to its own people. */
let alone

before(async () => {
  mkdirSync(SHOTS, { recursive: true })
  program = await start()
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
  const found = await fetch(`${program.url}/api/incidents?limit=500`).then((answer) => answer.json())
  const dyads = await fetch(`${program.url}/api/dyads?limit=500`).then((answer) => answer.json())
  alone = dyads.items.find((dyad) => dyad.source === dyad.target)?.source ?? 'IRN'
  incident = found.items.find((item) => item.denied > 0 && item.publishers > 1)?.id ?? found.items[0].id
})
after(async () => {
  await browser?.close()
  program?.stop()
})

/** A page that remembers everything that should not happen. */
async function open(path, { url = program.url, width = 1280, scheme = 'light', allowed = [] } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  const faults = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !allowed.some((part) => message.text().includes(part))) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (to.origin !== new URL(url).origin && to.protocol !== 'data:' && to.protocol !== 'blob:') faults.push(`left the origin: ${to.href}`)
  })
  await page.addInitScript(() => {
    window.violations = []
    window.jumps = 0
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.jumps += shift.value
    }).observe({ type: 'layout-shift', buffered: true })
    addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
  })
  await page.goto(url + path)
  await settled(page)
  return {
    page,
    /** Ends the page; nothing bad may have happened on it. */
    async close() {
      const violations = await page.evaluate(() => window.violations)
      await context.close()
      assert.deepEqual([...faults, ...violations], [])
    },
  }
}

/** Waits until nothing is loading any more. */
async function settled(page) {
  await page.waitForSelector('h1')
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => !document.querySelector('[role="status"] .line, [aria-busy="true"]'))
}

async function shot(page, name) {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

const VIEWS = () => ({
  home: '/',
  coder: '/code',
  dyad: '/dyad?a=IRN&b=IRQ&by=event',
  within: `/dyad?a=${alone}&b=${alone}`,
  dyads: '/dyad',
  actor: '/actor/IRN',
  network: '/network',
  map: '/map',
  incident: `/incident/${incident}`,
  document: doc(HOSTILE.id),
  arabic: doc(RIGHT_TO_LEFT.id),
  search: '/search?q=talks',
  events: '/events?event=ASSAULT',
  sql: '/sql?sql=SELECT%20event,%20count(*)%20AS%20n%20FROM%20events%20GROUP%20BY%20event',
  nothing: '/events?q=xyzzyplugh',
})

describe('every view', () => {
  const names = ['home', 'coder', 'dyad', 'within', 'dyads', 'actor', 'network', 'map', 'incident', 'document', 'arabic', 'search', 'events', 'sql', 'nothing']
  for (const name of names) {
    for (const scheme of ['light', 'dark']) {
      test(`${name}, ${scheme}: nothing serious for axe, no fault`, async () => {
        const { page, close } = await open(VIEWS()[name], { scheme })
        await shot(page, `${name}-1280-${scheme}`)
        await page.evaluate(AXE)
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
        const bad = violations.filter((found) => ['serious', 'critical'].includes(found.impact))
        assert.deepEqual(bad.map((found) => [found.id, found.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`)]), [])
        assert.equal(await page.locator('h1').count(), 1)
        await close()
      })
    }
    test(`${name}: fits 360 pixels`, async () => {
      const { page, close } = await open(VIEWS()[name], { width: 360 })
      await shot(page, `${name}-360-light`)
      const wide = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }))
      assert.ok(wide.scroll <= wide.client, `the page is ${wide.scroll} wide in ${wide.client}`)
      await close()
    })
  }
})

describe('coder', () => {
  test('text and events light up each other; the address keeps the report', async () => {
    const { page, close } = await open('/code')
    await page.getByRole('button', { name: 'Use an example' }).click()
    await page.getByRole('button', { name: 'Code it' }).click()
    const trigger = page.locator('.text [data-trigger]').first()
    await trigger.waitFor()
    await trigger.hover()
    const id = (await trigger.getAttribute('data-trigger')).split(' ')[0]
    assert.ok(await page.locator(`.events [data-e="${id}"].lit`).count())
    const card = page.locator('.events .event').nth(2)
    await card.hover()
    assert.ok(await page.locator('.text [data-trigger].lit').count())
    // By keyboard: from the words to the event, and back.
    await trigger.focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-e')), id)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.ok(await page.locator('article.claimed').count(), 'claims look like claims')
    assert.match(await page.locator('article.claimed').first().innerText(), /Claimed by|Denied by|Doubted by/)
    await shot(page, 'coded-1280-light')
    const address = page.url()
    assert.match(address, /\/code\?event=\w+#/)
    const events = await page.locator('.events .event').count()
    await close()

    const again = await open(address.slice(program.url.length))
    await again.page.locator('.text [data-trigger]').first().waitFor()
    assert.equal(await again.page.locator('.events .event').count(), events)
    await again.close()
  })

  test('characters outside the basic plane do not shift the marks', async () => {
    const { page, close } = await open('/code')
    await page.getByLabel('Report', { exact: true }).fill('\u{1F4A5}\u{1F4A5} Iran attacked Iraq on Monday.')
    await page.getByRole('button', { name: 'Code it' }).click()
    await page.locator('.text [data-trigger]').first().waitFor()
    assert.equal(await page.locator('.text [data-trigger]').first().innerText(), 'attacked')
    await close()
  })

  test('is the first page of an empty store', async (t) => {
    if (!program.empty) return t.skip('no empty store')
    const { page, close } = await open('/', { url: program.empty })
    await page.getByLabel('Report', { exact: true }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/code')
    await close()
  })
})

describe('the way of an analyst', () => {
  test('home, two countries and a month, incident, sentence in two clicks, and back', async () => {
    const { page, close } = await open('/')
    const first = page.getByRole('combobox', { name: 'First country or actor' })
    await first.pressSequentially('ira')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    assert.match(await first.getAttribute('aria-activedescendant'), /-0$/)
    await page.keyboard.press('Escape')
    assert.equal(await first.getAttribute('aria-expanded'), 'false')
    await first.fill('Iran')
    await page.getByRole('combobox', { name: 'Second country or actor' }).fill('iraq')
    await page.getByRole('textbox', { name: 'Month' }).fill('2020-07')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/dyad?**')
    await settled(page)
    const dyad = page.url()
    assert.match(dyad, /a=IRN&b=IRQ&from=2020-07-01&to=2020-07-31/)
    assert.equal(await page.locator('h1').innerText(), 'Iran and Iraq')
    assert.match(await page.getByRole('img', { name: /^Iran → Iraq/ }).getAttribute('aria-label'), /[1-9]\d* events? in 31 days/)
    await shot(page, 'dyad-month-1280-light')

    await page.locator('details > summary .day').first().click()
    const sentence = page.locator('.tellings .sentence a').first()
    await sentence.waitFor()
    const words = await sentence.innerText()
    await sentence.click()
    await page.locator('.text .lit').first().waitFor()
    assert.match(new URL(page.url()).pathname, /^\/document\//)
    const text = (await page.locator('.text').innerText()).replace(/\s+/g, ' ')
    assert.ok(text.includes(words.replace(/\s+/g, ' ')), 'the sentence stands in the report')
    assert.ok(await page.locator('.text .lit').first().isVisible())

    await page.goBack()
    await settled(page)
    assert.match(page.url(), /&open=\d+$/)
    assert.ok(page.url().startsWith(dyad))
    assert.ok(await page.locator('.tellings .sentence').first().isVisible(), 'the incident is open still')
    assert.equal(await page.locator('h1').innerText(), 'Iran and Iraq')
    await page.goBack()
    await settled(page)
    assert.equal(new URL(page.url()).pathname, '/')
    await close()
  })

  test('a month that is none is told', async () => {
    const { page, close } = await open('/')
    await page.getByRole('combobox', { name: 'First country or actor' }).fill('Iran')
    await page.getByRole('combobox', { name: 'Second country or actor' }).fill('Iraq')
    await page.getByRole('textbox', { name: 'Month' }).fill('Julember')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByText('Write a month like').waitFor()
    await close()
  })

  test('incident: who asserts and who denies', async () => {
    const { page, close } = await open(`/incident/${incident}`)
    assert.ok(await page.getByRole('heading', { name: 'Deny it' }).count())
    assert.ok((await page.locator('.voices li a').count()) >= 2)
    assert.ok((await page.locator('.tellings article').count()) >= 2)
    await close()
  })

  test('actor: partners lead to the dyad', async () => {
    const { page, close } = await open('/actor/IRN')
    await page.getByRole('region', { name: 'Table of partners' }).getByRole('link', { name: 'Iraq', exact: true }).click()
    await page.waitForURL('**/dyad?a=IRN&b=IRQ')
    await settled(page)
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1')
    await close()
  })

  test('network: the table says what the drawing says, and can be sorted', async () => {
    const { page, close } = await open('/network')
    const drawn = Number((await page.getByRole('img', { name: /^Who acts on whom/ }).getAttribute('aria-label')).match(/(\d+) arrow/)[1])
    const rows = await page.locator('tbody tr').count()
    assert.equal(drawn, Math.min(rows, 150))
    await page.getByRole('link', { name: 'Source' }).click()
    assert.match(page.url(), /sort=-source/)
    assert.equal(await page.locator('th[aria-sort="descending"]').innerText(), 'Source ↓')
    await page.getByRole('link', { name: 'actor codes' }).click()
    await settled(page)
    assert.match(page.url(), /level=code/)
    await close()
  })

  test('map: a period is chosen by keyboard and by dragging, a place by its name', async () => {
    const { page, close } = await open('/map')
    const before = await page.locator('.places li').count()
    const from = page.getByRole('slider', { name: 'Start of the period' })
    await from.focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
    await page.waitForURL(/from=\d{4}-\d\d-\d\d/)
    await page.goBack()
    const box = await page.locator('.brush svg').boundingBox()
    await page.mouse.move(box.x + box.width * 0.8, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/from=.*to=/)
    await settled(page)
    await shot(page, 'map-brushed-1280-light')
    const during = await page.locator('.places li').count()
    assert.ok(during < before, `${during} places in the period, ${before} at all times`)
    await page.locator('.places button').first().click()
    await page.waitForURL(/place=/)
    await settled(page)
    assert.equal(await page.locator('circle.selected').count(), 1)
    await page.getByRole('button', { name: 'Zoom in' }).click()
    assert.match(await page.locator('.map svg g').first().getAttribute('transform'), /scale\(1\.6\)/)
    await page.getByRole('button', { name: 'Whole world' }).click()
    await close()
  })

  test('search: from anywhere, with the words marked', async () => {
    const { page, close } = await open('/events')
    await page.getByRole('searchbox', { name: 'Search the reports' }).fill('talks')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/search?q=talks')
    await settled(page)
    assert.equal((await page.locator('mark').first().innerText()).toLowerCase(), 'talks')
    await page.locator('ol h2 a').first().click()
    await page.waitForURL('**/document/**')
    await close()
  })

  test('events: filters are the address, pages follow each other', async () => {
    const { page, close } = await open('/events')
    const newest = await page.locator('.events article').first().innerText()
    await page.getByRole('link', { name: 'Older' }).click()
    await page.waitForURL(/cursor=/)
    await settled(page)
    assert.notEqual(await page.locator('.events article').first().innerText(), newest)
    await page.locator('.picker summary').click()
    await page.getByRole('checkbox', { name: 'Assault' }).check()
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.waitForURL('**/events?event=ASSAULT')
    await settled(page)
    for (const kind of await page.locator('.events article h3').allInnerTexts()) assert.match(kind, /^Assault/)
    await close()
  })

  test('the same rows by SQL, and as a file', async () => {
    const { page, close } = await open('/events?source=IRN&target=IRQ')
    await page.getByRole('button', { name: 'As SQL' }).click()
    const sql = page.getByLabel('SQL', { exact: true })
    await page.waitForFunction(() => /select/i.test(document.querySelector('dialog pre')?.textContent ?? ''))
    const text = await sql.innerText()
    await page.getByRole('button', { name: 'Copy' }).click()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text)
    await page.getByRole('link', { name: 'Run it here' }).click()
    await page.waitForURL('**/sql?**')
    await page.locator('tbody tr').first().waitFor()
    await page.goBack()
    await settled(page)
    await page.getByText('Download', { exact: true }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\n')
    assert.ok(lines.length > 1 && lines[0].includes(','), `${lines.length} lines of CSV`)
    await close()
  })

  test('the theme can be turned and stays', async () => {
    const { page, close } = await open('/code')
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await paper()
    await page.getByRole('button', { name: 'Use dark colours' }).click()
    const dark = await paper()
    assert.notEqual(dark, light)
    await page.reload()
    await settled(page)
    assert.equal(await paper(), dark)
    await close()
  })

  test('the first tab stop skips to the content', async () => {
    const { page, close } = await open('/events')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
    await close()
  })
})

describe('what goes wrong', () => {
  test('hostile text is text', async () => {
    for (const path of [doc(HOSTILE.id), '/search?q=condemned', '/events?document=' + encodeURIComponent(HOSTILE.id), `/search?q=${encodeURIComponent('<script>"\'; DROP')}`]) {
      const { page, close } = await open(path, { allowed: ['Failed to load resource'] })
      assert.equal(await page.evaluate(() => window.hacked), undefined)
      assert.equal(await page.locator('main script, main img, main b').count(), 0)
      await close()
    }
    const { page, close } = await open(doc(HOSTILE.id))
    assert.equal(await page.locator('h1').innerText(), HOSTILE.title)
    const text = (await page.locator('.text').innerText()).replace(/\s+/g, ' ')
    assert.ok(text.includes('\u{1F4A5}\u{1F4A5} on Tuesday'), text)
    const triggers = await page.locator('.text [data-trigger]').allInnerTexts()
    assert.ok(triggers.includes('condemned') && triggers.includes('bombed'), triggers.join())
    await close()
  })

  test('right-to-left writing stands to the right', async () => {
    const { page, close } = await open(doc(RIGHT_TO_LEFT.id))
    const directions = await page.locator('.text p').evaluateAll((all) => all.map((p) => getComputedStyle(p).direction))
    assert.ok(directions.includes('rtl') && directions.includes('ltr'), directions.join())
    await close()
  })

  test('a bad value is told with its name', async () => {
    const { page, close } = await open('/events?from=yesterday', { allowed: ['400'] })
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.match(await alert.innerText(), /from/)
    await close()
  })

  test('what does not exist is told', async () => {
    for (const path of ['/document/no-such-id', '/incident/999999999', '/actor/QQQ']) {
      const { page, close } = await open(path, { allowed: ['404'] })
      await page.getByRole('alert').first().waitFor()
      await close()
    }
  })

  test('a guarded server asks for its token, and downloads carry it', async (t) => {
    if (!program.guarded) return t.skip('no guarded server')
    const { page, close } = await open('/events', { url: program.guarded, allowed: ['401'] })
    await page.getByLabel('Access token').fill(program.token)
    await page.getByRole('button', { name: 'Use it' }).click()
    await page.locator('.events article').first().waitFor()
    await page.getByText('Download', { exact: true }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    assert.equal(file.suggestedFilename(), 'events.csv')
    assert.match(readFileSync(await file.path(), 'utf8'), /ASSAULT/)
    await close()
  })

  test('a server that does not answer is told, and tried again', async () => {
    const { page, close } = await open('/code', { allowed: ['Failed to load resource', 'net::'] })
    await page.route('**/api/events?**', (route) => route.abort())
    await page.getByRole('link', { name: 'Events', exact: true }).click()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await page.unroute('**/api/events?**')
    await again.click()
    await page.locator('.events article').first().waitFor()
    await close()
  })
})

describe('weight and speed', () => {
  test('the first view is light and quick', async () => {
    for (const path of ['/', '/code', '/dyad?a=IRN&b=IRQ', '/map']) {
      const { page, close } = await open(path)
      const seen = await page.evaluate(() => {
        const [page] = performance.getEntriesByType('navigation')
        const files = performance.getEntriesByType('resource')
        const sum = (part) => files.filter((file) => file.name.endsWith(part)).reduce((all, file) => all + file.encodedBodySize, 0)
        return {
          paint: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0),
          loaded: Math.round(page.loadEventEnd),
          settled: Math.round(Math.max(...files.map((file) => file.responseEnd))),
          script: sum('.js'),
          style: sum('.css'),
          requests: files.length,
          jumps: window.jumps,
        }
      })
      console.log(`${path}: first paint ${seen.paint} ms, loaded ${seen.loaded} ms, all answers ${seen.settled} ms, ${seen.requests} requests, ${(seen.script / KIB).toFixed(0)} KiB of script, ${(seen.style / KIB).toFixed(0)} KiB of style, layout moved by ${seen.jumps.toFixed(3)}`)
      assert.ok(seen.paint < 3000 && seen.settled < 8000, JSON.stringify(seen))
      // What Core Web Vitals call good.
      assert.ok(seen.jumps < 0.1, `the layout moved by ${seen.jumps}`)
      if (!process.env.BASE_URL) assert.ok(seen.script < 90 * KIB, `${seen.script} bytes of script`)
      await close()
    }
  })
})
