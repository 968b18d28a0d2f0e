// What is wrong with a URL as Go's net/url reads it, in its words.
import { goQuote } from './field-errors.ts'

const HOST_BYTE = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u

/** Why Go cannot parse a URL; nothing when it can, whatever it makes of it. */
export function urlError(url: string): string | undefined {
  const [head = ''] = url.split('#')
  const error = headError(head)
  if (error !== undefined) return `parse ${goQuote(head)}: ${error}`
  const wrong = escapeError(url.slice(head.length + 1))
  return wrong && `parse ${goQuote(url)}: ${wrong}`
}

function headError(head: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\x00-\x1f\x7f]/.test(head)) return 'net/url: invalid control character in URL'
  if (head.startsWith(':')) return 'missing protocol scheme'
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(head)?.[0] ?? ''
  const [rest = ''] = head.slice(scheme.length).split('?')
  if (!rest.startsWith('/')) {
    if (scheme !== '') return undefined
    const [segment = ''] = rest.split('/')
    if (segment.includes(':')) return 'first path segment in URL cannot contain colon'
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  if (!hasAuthority) return escapeError(rest)
  const slash = rest.indexOf('/', 2)
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash)
  return authorityError(authority) ?? escapeError(slash < 0 ? '' : rest.slice(slash))
}

function authorityError(authority: string): string | undefined {
  const at = authority.lastIndexOf('@')
  const error = hostError(authority.slice(at + 1))
  if (error !== undefined || at < 0) return error
  const user = authority.slice(0, at)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return 'net/url: invalid userinfo'
  return escapeError(user)
}

function hostError(host: string): string | undefined {
  const close = host.lastIndexOf(']')
  if (host.startsWith('[') && close < 0) return "missing ']' in host"
  const colon = host.startsWith('[') ? close + 1 : host.lastIndexOf(':')
  const port = colon < 0 ? '' : host.slice(colon)
  if (!/^(:[0-9]*)?$/.test(port)) return `invalid port ${goQuote(port)} after host`
  const wrong = escapeError(host)
  if (wrong !== undefined) return wrong
  const odd = [...host].find(character => !HOST_BYTE.test(character))
  return odd && `invalid character ${goQuote(odd)} in host name`
}

function escapeError(text: string): string | undefined {
  const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/su.exec(text)?.[0]
  return wrong && `invalid URL escape ${goQuote(wrong)}`
}
