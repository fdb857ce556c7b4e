import { download, token } from './api'

/** Lets a link to a file be followed. Where the server is guarded, the file is fetched first: a link cannot carry the token. */
export async function save(event: MouseEvent): Promise<void> {
  if (!token.get()) return
  event.preventDefault()
  const { pathname, href, search } = event.currentTarget as HTMLAnchorElement
  const blob = URL.createObjectURL(await download(href))
  const name = `${pathname.split('/').pop()}.${new URLSearchParams(search).get('format')}`
  Object.assign(document.createElement('a'), { href: blob, download: name }).click()
  // Browsers begin to read it at some time after the click.
  setTimeout(() => URL.revokeObjectURL(blob), 60_000)
}
