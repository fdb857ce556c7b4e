// Starts the program that is tested, over a store made from the reports of this repository.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Reports that try to be more than text: markup, SQL, right-to-left writing, characters outside the basic plane. */
export const HOSTILE = {
  id: 'hostile/1 ?#%',
  title: '<script>window.hacked = 1</script> Iran & "Iraq"',
  publisher: '<img src=x onerror="window.hacked = 2">',
  published: '2020-01-08',
  language: 'en',
  text:
    'Iran attacked Iraq on Monday, \u{1F1EE}\u{1F1F7} officials said <b onclick=alert(1)>loudly</b>. ' +
    "'; DROP TABLE events; -- The minister of Iraq condemned Iran \u{1F4A5}\u{1F4A5} on Tuesday. " +
    'President Donald Trump said Iran had bombed Baghdad.',
}
export const RIGHT_TO_LEFT = {
  id: 'rtl-1',
  title: 'إيران والعراق',
  publisher: 'وكالة الأنباء',
  published: '2020-07-22',
  language: 'en',
  text: 'قال الرئيس الإيراني حسن روحاني يوم الثلاثاء إن العراق وإيران اتفقا.\n\nIran praised Iraq on Tuesday, Rouhani said. Iraq thanked Iran.',
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function run(program, args) {
  const done = spawnSync(program, args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`)
  return done
}

async function serve(program, store, more = []) {
  const port = await freePort()
  const child = spawn(program, ['serve', '--store', store, '--listen', `127.0.0.1:${port}`, '--quiet', ...more], { stdio: ['ignore', 'inherit', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}`)
    if (await fetch(`${url}/api/about`).then((answer) => answer.ok || answer.status === 401, () => false)) return { url, child }
    await new Promise((wake) => setTimeout(wake, 100))
  }
  child.kill()
  throw new Error('serve did not answer within 15 seconds')
}

/** The addresses of a server with reports and of one without, and what ends them. */
export async function start() {
  if (process.env.BASE_URL) return { url: process.env.BASE_URL, empty: process.env.EMPTY_URL, stop: () => {} }
  const program = process.env.BAYHAQI && resolve(process.env.BAYHAQI)
  if (!program) throw new Error('say which program is tested: BAYHAQI=../target/release/bayhaqi npm test')
  const folder = mkdtempSync(join(tmpdir(), 'bayhaqi-web-'))
  const [store, empty, extra] = ['full.db', 'empty.db', 'extra.jsonl'].map((name) => join(folder, name))
  writeFileSync(extra, [HOSTILE, RIGHT_TO_LEFT].map((report) => JSON.stringify(report)).join('\n') + '\n')
  run(program, ['ingest', join(ROOT, 'evals/incidents/tellings.jsonl'), extra, '--store', store, '--quiet'])
  run(program, ['ingest', join(ROOT, 'examples/visit.txt'), '--published', '2020-07-22', '--store', store, '--quiet'])
  writeFileSync(extra, JSON.stringify({ id: 'quiet', text: 'It rained.' }) + '\n')
  run(program, ['ingest', extra, '--store', empty, '--quiet'])
  const tokens = join(folder, 'tokens.txt')
  const made = run(program, ['token', 'reader'])
  writeFileSync(tokens, made.stdout)
  const servers = [await serve(program, store), await serve(program, empty), await serve(program, store, ['--tokens', tokens])]
  return {
    url: servers[0].url,
    empty: servers[1].url,
    guarded: servers[2].url,
    token: made.stderr.match(/reader\.\w+/)[0],
    stop: () => {
      for (const { child } of servers) child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
