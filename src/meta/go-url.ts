// What is wrong with a URL as Go's net/url reads it, in its words.

import { addressFlaw } from './address-flaw.ts'
import { goQuote } from './field-errors.ts'

/** Why Go cannot parse a URL; nothing when it can, whatever it makes of it. */
export function urlError(url: string): string | undefined {
  const [head = ''] = url.split('#')
  const error = flawOf(head, false)
  if (error !== undefined) return `parse ${goQuote(head)}: ${error}`
  const wrong = escapeFlaw(url.slice(head.length + 1))
  return wrong && `parse ${goQuote(url)}: ${wrong}`
}

/** The same of the URL of a request: one that is absolute, or a path from the root. */
export function requestUrlError(url: string): string | undefined {
  const error = flawOf(url, true)
  return error && `parse ${goQuote(url)}: ${error}`
}

function flawOf(text: string, isOfRequest: boolean): string | undefined {
  if (/[\p{Cc}]/u.test(text.replace(/[\u0080-\u009f]/g, '')))
    return 'net/url: invalid control character in URL'
  if (text === '') return isOfRequest ? 'empty url' : undefined
  if (text === '*') return undefined
  if (text.startsWith(':')) return 'missing protocol scheme'
  const [lead = '', scheme = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text) ?? []
  const [rest = ''] = text.slice(lead.length).split('?')
  if (!rest.startsWith('/')) {
    if (scheme !== '') return undefined
    if (isOfRequest) return 'invalid URI for request'
    if (/^[^/]*:/.test(rest)) return 'first path segment in URL cannot contain colon'
  }
  const hasAuthority = scheme !== '' || (!isOfRequest && !rest.startsWith('///'))
  if (!hasAuthority || !rest.startsWith('//')) return escapeFlaw(rest)
  const [authority = ''] = rest.slice(2).split('/')
  return authorityFlaw(scheme.toLowerCase(), authority) ?? escapeFlaw(rest.slice(2))
}

/** A percent sign is followed by two digits. */
function escapeFlaw(path: string): string | undefined {
  const [wrong] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(path) ?? []
  return wrong === undefined ? undefined : `invalid URL escape ${goQuote(wrong)}`
}

function authorityFlaw(scheme: string, authority: string): string | undefined {
  const sign = authority.lastIndexOf('@')
  const flaw = hostFlaw(scheme, authority.slice(sign + 1))
  if (flaw !== undefined || sign < 0) return flaw
  const user = authority.slice(0, sign)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return 'net/url: invalid userinfo'
  return escapeFlaw(user)
}

function hostFlaw(scheme: string, host: string): string | undefined {
  const open = host.lastIndexOf('[')
  if (open > 0) return 'invalid IP-literal'
  if (open === 0) return literalFlaw(host)
  const isStrict = scheme === 'http' || scheme === 'https'
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':')
  return portFlaw(colon < 0 ? '' : host.slice(colon)) ?? lettersFlaw(host)
}

function literalFlaw(host: string): string | undefined {
  const close = host.lastIndexOf(']')
  if (close < 0) return "missing ']' in host"
  const inner = host.slice(1, close)
  const flaw = portFlaw(host.slice(close + 1)) ?? lettersFlaw(inner.replace(/%25.*$/s, ''))
  if (flaw !== undefined) return flaw
  const address = addressFlaw(inner.replace('%25', '%'))
  if (address !== undefined) return `invalid host: ${address}`
  return inner.includes(':') ? undefined : 'invalid IP-literal'
}

const portFlaw = (port: string): string | undefined =>
  /^(:\d*)?$/.test(port) ? undefined : `invalid port ${goQuote(port)} after host`

/** Letters of a host that stand for themselves; escapes stand for what is no ASCII. */
function lettersFlaw(host: string): string | undefined {
  const escaped = escapeFlaw(host) ?? /%(?!25)[0-7][0-9a-fA-F]/.exec(host)?.[0]
  if (escaped !== undefined)
    return escaped.startsWith('%') ? `invalid URL escape ${goQuote(escaped)}` : escaped
  const [wrong] = /[ -~]/.exec(host.replace(/[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%]/g, '')) ?? []
  return wrong === undefined ? undefined : `invalid character ${goQuote(wrong)} in host name`
}
