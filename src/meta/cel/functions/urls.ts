import { requestUrlError } from '../../go-url.ts'
import type { Declared } from '../declare.ts'
import { CelError, mapValue, Opaque } from '../values.ts'

interface Url {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

/** Absolute, or a path from the root; the text is one that parses. */
function urlOf(text: string): Url {
  const bare = text.replace(/#.*$/s, '')
  const [, scheme = '', , authority = '', path = '', query = ''] =
    /^([A-Za-z][A-Za-z0-9+.-]*):(\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/.exec(bare) ?? []
  const host = authority.replace(/^.*@/, '')
  if (scheme !== '') return { scheme: scheme.toLowerCase(), host, path: escaped(path), query }
  const [only = '', ...asked] = bare.split('?')
  return { scheme: '', host: '', path: escaped(only), query: asked.join('?') }
}

/** What a path cannot have as it is; escapes that are there stay. */
const escaped = (path: string): string => encodeURI(path).replaceAll('%25', '%')

function url(text: string): Opaque<Url> {
  const flaw = requestUrlError(text)
  if (flaw !== undefined)
    throw new CelError(`URL parse error during conversion from string: ${flaw}`)
  return new Opaque('url', text, urlOf(text))
}

const hostname = (host: string): string => /^\[(.*)\]/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')

function queryOf({ value: { query } }: Opaque<Url>): unknown {
  const values = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(query))
    values.set(name, [...(values.get(name) ?? []), value])
  return mapValue([...values])
}

/** Addresses of the web. */
export const urls: Declared = {
  '@url(string): url': url,
  '@isURL(string): bool': (text: string) => requestUrlError(text) === undefined,
  'url.getScheme(): string': ({ value }: Opaque<Url>) => value.scheme,
  'url.getHost(): string': ({ value }: Opaque<Url>) => value.host,
  'url.getHostname(): string': ({ value }: Opaque<Url>) => hostname(value.host),
  'url.getPort(): string': ({ value }: Opaque<Url>) => /:(\d*)$/.exec(value.host)?.[1] ?? '',
  'url.getEscapedPath(): string': ({ value }: Opaque<Url>) => value.path,
  'url.getQuery(): map(string, list(string))': queryOf,
}
