// The grammar of paths: which resource, in which group and version, in which place a path speaks of.

/** A path of `/api/VERSION/…` or `/apis/GROUP/VERSION/…` that names a resource. */
export interface ResourcePath {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** How many parts stand behind the subresource; only proxies take any. */
  readonly more: number
  /** The deprecated `/watch/` before the resource: a watch whatever the query says. */
  readonly watchPrefix: boolean
}

const SUBRESOURCES_OF_NAMESPACES: ReadonlySet<string> = new Set(['status', 'finalize'])

/** The parts of a path; slashes at its ends do not count, doubled ones give empty parts. Escaped slashes are slashes. */
export function partsOf(escaped: string): string[] {
  const path = escaped.includes('%') ? decoded(escaped) : escaped
  let from = 0
  let to = path.length
  while (from < to && path.charCodeAt(from) === 47) from++
  while (to > from && path.charCodeAt(to - 1) === 47) to--
  if (from === to) return []
  return path.slice(from, to).split('/')
}

/** Whether a path names one of the verbs of old (`/api/v1/watch`), and nothing that it is for. */
export function isVerbAlone(parts: readonly string[]): boolean {
  const at = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : parts.length
  return parts.length === at + 1 && (parts[at] === 'watch' || parts[at] === 'proxy')
}

/** Reads the parts of a path; undefined when they name no resource. */
export function resourcePath(parts: readonly string[]): ResourcePath | undefined {
  const legacy = parts[0] === 'api'
  if (!legacy && parts[0] !== 'apis') return undefined
  let at = legacy ? 2 : 3
  if (parts.length <= at) return undefined
  const watchPrefix = parts[at] === 'watch'
  if (watchPrefix && parts.length <= ++at) return undefined
  let namespace = ''
  if (parts[at] === 'namespaces' && parts.length > at + 1) {
    namespace = parts[at + 1] ?? ''
    if (parts.length > at + 2 && !SUBRESOURCES_OF_NAMESPACES.has(parts[at + 2] ?? '')) at += 2
  }
  return {
    group: legacy ? '' : (parts[1] ?? ''),
    version: (legacy ? parts[1] : parts[2]) ?? '',
    resource: parts[at] ?? '',
    namespace,
    name: parts[at + 1] ?? '',
    subresource: parts[at + 2] ?? '',
    more: Math.max(0, parts.length - at - 3),
    watchPrefix,
  }
}

/** What stands behind the subresource, with its slash, as a proxy passes it on. */
export function restOf(path: string, info: ResourcePath): string {
  const marker = `/${info.subresource}`
  const named = path.indexOf(`/${info.resource}/`)
  const at = path.indexOf(marker, named + info.resource.length + 2)
  return at < 0 ? '' : path.slice(at + marker.length)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
