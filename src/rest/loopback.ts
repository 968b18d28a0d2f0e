import type { IncomingHttpHeaders } from 'node:http'

/**
 * Why a request is not answered where nobody shows credentials: it speaks to another name, or a page of elsewhere
 * writes by it. Browsers let any page send a simple request and open a WebSocket, but say from where; what is only read they
 * keep from the page themselves.
 */
export function foreignText(
  method: string,
  { host, origin, upgrade }: IncomingHttpHeaders,
): string | undefined {
  if (!isLoopbackHost(host)) return 'This server is spoken to by a name of its own machine only.\n'
  if (READS.has(method) && upgrade === undefined) return undefined
  if (origin === undefined || isLoopbackHost(hostOf(origin))) return undefined
  return 'Pages of other sites are not answered.\n'
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Empty where an origin is none, or is not told. */
function hostOf(origin: string): string {
  try {
    return new URL(origin).host
  } catch {
    return ''
  }
}

/** Whether a Host header names the loopback of this machine: against pages that rebind their own name to it. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return true
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    isLoopbackAddress(name)
  )
}

const isLoopbackAddress = (name: string): boolean => /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
