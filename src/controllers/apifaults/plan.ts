// Which requests a Fault of the API concerns, and what they are answered.
import { internalError, modified, StatusError, tooManyRequests } from '../../meta/status.ts'
import type { Asked } from '../../registry/gate.ts'
import type { FaultSpec } from '../../schema/generated/mimikube-v1alpha1.ts'

/** The group of the Faults themselves: its requests are never concerned, or no Fault could be taken away. */
const SAFE_GROUP = 'mimikube.dev'

/** Whether a request is one of those that a Fault hits, or hits its share of. */
export function concerns(spec: FaultSpec, asked: Asked): boolean {
  if (asked.group === SAFE_GROUP) return false
  const { verbs = [], resources = [], users = [], namespaces = [] } = spec
  return (
    anyOf(verbs, verb => asked.verbs.includes(verb)) &&
    anyOf(resources, resource => isResource(resource, asked)) &&
    anyOf(users, user => isUser(user, asked.user)) &&
    anyOf(namespaces, namespace => namespace === asked.namespace)
  )
}

/** What is left out does not limit. */
const anyOf = (list: readonly string[], holds: (one: string) => boolean): boolean =>
  list.length === 0 || list.some(holds)

/** `pods`, `daemonsets.apps`, `pods/status`: the group may be left out; a subresource must be named. */
function isResource(text: string, { group, resource, subresource }: Asked): boolean {
  const [path = '', below = ''] = text.split('/')
  const dot = path.indexOf('.')
  const plural = dot < 0 ? path : path.slice(0, dot)
  return plural === resource && below === subresource && (dot < 0 || path.slice(dot + 1) === group)
}

const isUser = (text: string, user: string): boolean =>
  text.endsWith('*') ? user.startsWith(text.slice(0, -1)) : text === user

/** What a request is answered; `message` is said where the code has no words of its own. */
export function answerOf({ code, message = '' }: FaultSpec, asked: Asked): StatusError {
  const { group, resource, name } = asked
  switch (code) {
    case 409:
      return modified({ group, plural: resource }, name)
    case 429:
      return tooManyRequests(message || 'Too many requests, please try again later.', 1)
    case 503:
      return new StatusError(503, 'ServiceUnavailable', message || UNAVAILABLE, {
        retryAfterSeconds: 1,
      })
    default:
      return internalError(message || 'a fault of the simulated world')
  }
}

const UNAVAILABLE = 'the server is currently unable to handle the request'

/** Watches that were open when a Fault began end `delay` later; those that began since last a second at least. */
export function watchEndsMs(delayMs: number, sinceMs: number, openedMs: number): number {
  return openedMs > sinceMs ? openedMs + Math.max(delayMs, SECOND_MS) : sinceMs + delayMs
}

const SECOND_MS = 1_000
