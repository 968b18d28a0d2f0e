// Lists: of what is, of what was, in pages from one snapshot. The matrix of resourceVersion,
// resourceVersionMatch, limit and continue follows apiserver `storage/interfaces.go`.
import { type Cause, forbidden as forbiddenField, notSupported } from '../meta/field-errors.ts'
import { resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { badRequest, expired, invalidObject, resourceVersionTooLarge } from '../meta/status.ts'
import { RevisionExpired, type Snapshot, type Store } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { type Continue, decodeContinue, encodeContinue } from './continue.ts'
import type { ListOptions, ListResult } from './options.ts'
import type { Target } from './target.ts'
import { revisionOf, waitFor } from './versions.ts'

export async function listObjects<T extends KubeObject>(
  store: Store,
  of: Target<T>,
  options: ListOptions,
  context: RequestContext,
): Promise<ListResult<T>> {
  checkOptions(options)
  const from = options.continue ? decodeContinue(options.continue) : undefined
  const { resourceVersion = '' } = options
  if (from !== undefined && resourceVersion !== '' && resourceVersion !== '0')
    throw badRequest('specifying resource version is not allowed when using continue')
  const asked = revisionOf(resourceVersion, badNumber)
  await waitFor(store, asked, context)
  const snapshot = snapshotFor(store, options, from, asked)
  return pageOf(snapshot, of, options, from, from !== undefined && resourceVersion === '0')
}

const badNumber = (text: string): Error => badRequest(`invalid resource version: ${text}`)

const MATCHES = ['Exact', 'NotOlderThan']

function checkOptions(options: ListOptions): void {
  const match = options.resourceVersionMatch ?? ''
  if (match === '') return
  const causes: Cause[] = []
  if (options.continue)
    causes.push(
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden when continue is provided',
      ),
    )
  if ((options.resourceVersion ?? '') === '')
    causes.push(
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden unless resourceVersion is provided',
      ),
    )
  if (!MATCHES.includes(match))
    causes.push(notSupported('resourceVersionMatch', match, [...MATCHES, '']))
  if (match === 'Exact' && options.resourceVersion === '0')
    causes.push(
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      ),
    )
  if (causes.length > 0)
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes)
}

function snapshotFor(
  store: Store,
  options: ListOptions,
  from: Continue | undefined,
  asked: number,
): Snapshot {
  const exact =
    options.resourceVersionMatch === 'Exact' ||
    (!options.resourceVersionMatch && (options.limit ?? 0) > 0)
  const revision =
    from === undefined ? (exact && asked > 0 ? asked : 0) : Math.max(0, from.revision)
  if (revision === 0) return store.snapshot()
  if (revision > store.revision) throw resourceVersionTooLarge(revision, store.revision)
  try {
    return store.at(revision)
  } catch (error) {
    if (!(error instanceof RevisionExpired)) throw error
    throw from === undefined
      ? expired('The resourceVersion for the provided list is too old.')
      : expired(CONTINUE_EXPIRED, encodeContinue({ revision: -1, start: from.start }))
  }
}

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

/** How many entries are looked at in one go while a selector leaves most of them out. */
const CHUNK = 1000

function pageOf<T extends KubeObject>(
  snapshot: Snapshot,
  of: Target<T>,
  options: ListOptions,
  from: Continue | undefined,
  unlimited: boolean,
): ListResult<T> {
  const resource = resourceOf(of.kind)
  const namespace = of.namespace === '' ? undefined : of.namespace
  const limit = unlimited || options.resourceVersion === '0' ? 0 : Math.max(0, options.limit ?? 0)
  const { selects } = options
  const whole = limit === 0
  const items: T[] = []
  let start = from === undefined ? undefined : absolute(of, from.start)
  for (;;) {
    const chunk = whole ? 0 : selects === undefined ? limit + 1 : CHUNK
    const entries = snapshot.list(resource, namespace, {
      ...(start === undefined ? {} : { start }),
      ...(whole ? {} : { limit: chunk }),
    })
    for (const [index, entry] of entries.entries()) {
      if (selects !== undefined && !selects(entry.object)) continue
      items.push(entry.object as T)
      // Whether the rest has anything that is selected is not known yet: that there is a rest is enough.
      if (items.length === limit && (index + 1 < entries.length || entries.length === chunk))
        return more(snapshot, of, items, after(of, entry.key), selects !== undefined, from)
    }
    const last = entries.at(-1)
    if (whole || last === undefined || entries.length < chunk || items.length === limit) break
    start = after(of, last.key)
  }
  return { items, revision: snapshot.revision }
}

/** The first key behind this one. */
const after = (of: Target<never> | Target, key: { namespace: string; name: string }): string =>
  `${listKey(of, key)}\u0000`

const listKey = (of: Target<never> | Target, key: { namespace: string; name: string }): string =>
  of.kind.namespaced ? `${key.namespace}/${key.name}` : key.name

/** Tokens hold what follows the path of the list, so that those of one namespace do not name it. */
const absolute = (of: Target<never> | Target, start: string): string =>
  of.kind.namespaced && of.namespace !== '' ? `${of.namespace}/${start}` : start

const relative = (of: Target<never> | Target, start: string): string =>
  of.kind.namespaced && of.namespace !== '' ? start.slice(of.namespace.length + 1) : start

/** A page with a token for the rest; how many remain is told only when no selector hides some of them. */
function more<T extends KubeObject>(
  snapshot: Snapshot,
  of: Target<T>,
  items: readonly T[],
  start: string,
  selected: boolean,
  from: Continue | undefined,
): ListResult<T> {
  const namespace = of.namespace === '' ? undefined : of.namespace
  const rest = selected
    ? undefined
    : snapshot.list(resourceOf(of.kind), namespace, { start }).length
  const revision = from !== undefined && from.revision < 0 ? -1 : snapshot.revision
  return {
    items,
    revision: snapshot.revision,
    continue: encodeContinue({ revision, start: relative(of, start) }),
    ...(rest === undefined ? {} : { remainingItemCount: rest }),
  }
}
