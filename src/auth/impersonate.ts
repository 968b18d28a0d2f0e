// Acting as another: the headers `Impersonate-*`, and whether who asks may. Follows apiserver
// `endpoints/filters/impersonation`, with the words of constrained impersonation.
import { goQuote } from '../meta/field-errors.ts'
import type { UserInfo } from '../meta/kind.ts'
import { badRequest } from '../meta/status.ts'
import { type Attributes, type Authorizer, resourceAttributes } from './attributes.ts'
import { demand, isMaster } from './authorizer.ts'
import { accountOf, groupsOfAccount } from './service-account-name.ts'

const PREFIX = 'impersonate-'
const EXTRA = 'impersonate-extra-'
const ANONYMOUS = 'system:anonymous'
const AUTHENTICATED = 'system:authenticated'
const UNAUTHENTICATED = 'system:unauthenticated'

export interface HeaderLines {
  readonly headers: Readonly<Record<string, unknown>>
  readonly rawHeaders: readonly string[]
}

/** Whether a request asks to act as another. */
export function impersonates(headers: HeaderLines['headers']): boolean {
  for (const name in headers) if (name.startsWith(PREFIX)) return true
  return false
}

interface Asked {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: ReadonlyMap<string, readonly string[]>
}

/** Who a request is answered for. @throws StatusError 400 without a name, 403 without the right */
export function impersonated(
  request: HeaderLines,
  user: UserInfo,
  attributes: Attributes,
  authorizer: Authorizer,
): UserInfo {
  const asked = askedOf(request.rawHeaders)
  if (asked.name === '') {
    if (asked.groups.length === 0 && asked.uid === '' && asked.extra.size === 0) return user
    throw badRequest(`requested ${goText(asked)} without impersonating a user name`)
  }
  if (!isMaster(user)) checkRights(asked, user, attributes, authorizer)
  return {
    name: asked.name,
    ...(asked.uid === '' ? {} : { uid: asked.uid }),
    groups: groupsFor(asked),
    ...(asked.extra.size === 0 ? {} : { extra: Object.fromEntries(asked.extra) }),
  }
}

/** A header that stands twice is two values, which Node would join. */
function askedOf(raw: readonly string[]): Asked {
  let name = ''
  let uid = ''
  const groups: string[] = []
  const extra = new Map<string, string[]>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const header = (raw[at] ?? '').toLowerCase()
    const value = raw[at + 1] ?? ''
    if (header === 'impersonate-user') name = value
    else if (header === 'impersonate-uid') uid = value
    else if (header === 'impersonate-group') groups.push(value)
    else if (header.startsWith(EXTRA)) {
      const key = unescaped(header.slice(EXTRA.length))
      extra.set(key, [...(extra.get(key) ?? []), value])
    }
  }
  return { name, uid, groups, extra }
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

function groupsFor({ name, groups }: Asked): string[] {
  const account = accountOf(name)
  const all = account !== undefined && groups.length === 0 ? groupsOfAccount(account) : [...groups]
  const known = all.includes(AUTHENTICATED) || all.includes(UNAUTHENTICATED)
  if (!known) all.push(name === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED)
  return all
}

/** The old right, over each of what is asked; without it, the refusal names what the constrained right would be. */
function checkRights(
  asked: Asked,
  user: UserInfo,
  attributes: Attributes,
  authorizer: Authorizer,
): void {
  const account = accountOf(asked.name)
  const whom =
    account === undefined
      ? { resource: 'users', name: asked.name }
      : { resource: 'serviceaccounts', ...account }
  const first = resourceAttributes({ verb: 'impersonate', version: 'v1', ...whom })
  if (!authorizer.decide(user, first).allowed) {
    const mode = account === undefined ? 'user-info' : 'serviceaccount'
    demand(authorizer, user, { ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` })
    const verb = `impersonate:${mode}`
    demand(authorizer, user, { ...first, verb, group: 'authentication.k8s.io' })
    return
  }
  for (const rest of restOf(asked)) demand(authorizer, user, rest)
}

function* restOf(asked: Asked): Generator<Attributes> {
  const base = { verb: 'impersonate', version: 'v1' }
  for (const name of asked.groups) yield resourceAttributes({ ...base, resource: 'groups', name })
  const authentication = { ...base, group: 'authentication.k8s.io' }
  for (const [subresource, values] of asked.extra)
    for (const name of values)
      yield resourceAttributes({ ...authentication, resource: 'userextras', subresource, name })
  if (asked.uid !== '')
    yield resourceAttributes({ ...authentication, resource: 'uids', name: asked.uid })
}

/** What was asked as Go's %#v prints it. */
function goText({ name, uid, groups, extra }: Asked): string {
  const list = (values: readonly string[]): string =>
    values.length === 0 ? '[]string(nil)' : `[]string{${values.map(goQuote).join(', ')}}`
  const map =
    extra.size === 0
      ? 'map[string][]string(nil)'
      : `map[string][]string{${[...extra].map(([key, values]) => `${goQuote(key)}:${list(values)}`).join(', ')}}`
  return `&user.DefaultInfo{Name:${goQuote(name)}, UID:${goQuote(uid)}, Groups:${list(groups)}, Extra:${map}}`
}
