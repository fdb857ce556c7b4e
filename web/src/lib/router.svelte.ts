/** The address is the state: views read it, and links change it. */
import { address, type Parameters } from './address'

export const route = $state({
  path: location.pathname,
  query: new URLSearchParams(location.search),
  hash: location.hash,
  /** Counts the moves to another page, as against changes of the page's own state. */
  visit: 0,
  /** The address has changed already, and the page at it is under way. */
  busy: false,
})

/** Fetches the code of the view at a path; set by `listen`. */
let prepare: (path: string) => Promise<unknown> = () => Promise.resolve()

/** Takes over the address. A page that is left keeps its own until the next one is ready to be shown. */
async function read() {
  const { href, pathname } = location
  if (pathname !== route.path) {
    route.busy = true
    await prepare(pathname)
    if (location.href !== href) return
    route.visit++
  }
  route.path = pathname
  route.query = new URLSearchParams(location.search)
  route.hash = location.hash
  route.busy = false
}

const remember = () => history.replaceState({ ...history.state, scroll: scrollY }, '')

/** Where the reader was on a page that is gone back to; 0 on a new one. */
export function scrollKept(): number {
  return history.state?.scroll ?? 0
}

/** Goes to another page, or changes the state of this one. */
export function go(href: string, { replace = false } = {}) {
  if (!replace) remember()
  history[replace ? 'replaceState' : 'pushState']({}, '', href)
  void read()
}

/** Changes some parameters of the page's address; null takes one out. */
export function change(parameters: Parameters, options?: { replace?: boolean }) {
  go(changed(parameters) + location.hash, options)
}

/** The page's address with some parameters changed. */
export function changed(parameters: Parameters): string {
  return address(route.path, { ...Object.fromEntries(route.query), ...parameters })
}

/** Makes links between views work without loading the page anew. */
export function listen(ready: typeof prepare) {
  prepare = ready
  history.scrollRestoration = 'manual'
  addEventListener('popstate', () => void read())
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement | SVGAElement>('a[href]')
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    if (link.hasAttribute('download') || link.hasAttribute('target')) return
    const to = new URL(link.getAttribute('href')!, location.href)
    if (to.origin !== location.origin || to.pathname.startsWith('/api/') || to.pathname.includes('.')) return
    if (to.pathname === location.pathname && to.search === location.search && to.hash) return
    event.preventDefault()
    go(to.href)
  })
}
