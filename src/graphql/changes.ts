// A watch of the registry as an iterator for GraphQL: one that ends at once when its client has gone, and
// that knows what each object was before.
import { resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { WatchEvent } from '../registry/options.ts'
import type { Registry } from '../registry/registry.ts'
import { presented } from './errors.ts'
import type { Root } from './names.ts'
import type { Operation } from './operation.ts'
import type { SelectorArgs } from './selects.ts'

export interface ChangesArgs extends SelectorArgs {
  readonly namespace?: string | null
  readonly resourceVersion?: string | null
  readonly initialState?: boolean | null
  readonly bookmarks?: boolean | null
}

/** A change as clients see it; objects are in the storage version. */
export interface ChangeEvent {
  readonly type: WatchEvent['type']
  readonly object: KubeObject | undefined
  readonly oldObject: KubeObject | undefined
  readonly resourceVersion: string
}

/** The events of a subscription. @throws GraphQLError with a Status when the arguments do not fit */
export async function changeEvents(
  operation: Operation,
  root: Root,
  args: ChangesArgs,
): Promise<AsyncIterableIterator<ChangeEvent>> {
  const { registry, logError = console.error } = operation.options
  const of = {
    ...root,
    namespace: root.kind.namespaced ? (args.namespace ?? '') : '',
    name: '',
  }
  const selects = operation.selects(root, args)
  await operation.permit('watch', of)
  const abort = new AbortController()
  const initial = args.initialState === true
  const watch = registry.watch(
    of,
    {
      ...(selects === undefined ? {} : { selects }),
      ...(initial ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : {}),
      resourceVersion: args.resourceVersion || (initial ? '' : String(registry.store.revision)),
      allowWatchBookmarks: initial || args.bookmarks === true,
    },
    operation.requestContext({ signal: abort.signal }),
  )
  const past = new Past(registry, root, !initial)
  const events = watch[Symbol.asyncIterator]()
  const end = async (): Promise<IteratorResult<ChangeEvent>> => {
    abort.abort()
    void events.return?.()
    return { done: true, value: undefined }
  }
  const next = async (): Promise<IteratorResult<ChangeEvent>> => {
    try {
      for (;;) {
        const result = await events.next()
        if (result.done || abort.signal.aborted) return { done: true, value: undefined }
        if (isUnasked(result.value, args)) continue
        // What is asked of this event is true when it is told.
        operation.renew()
        return { done: false, value: changeOf(result.value, past) }
      }
    } catch (error) {
      abort.abort()
      throw presented(error, logError)
    }
  }
  const iterator: AsyncIterableIterator<ChangeEvent> = {
    next,
    return: end,
    throw: end,
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}

/** Who asked for the initial state only gets the mark at its end, and no others. */
const isUnasked = ({ type, object }: WatchEvent, args: ChangesArgs): boolean =>
  type === 'BOOKMARK' && args.bookmarks !== true && object.metadata.annotations === undefined

function changeOf({ type, object }: WatchEvent, past: Past): ChangeEvent {
  const resourceVersion = object.metadata.resourceVersion ?? ''
  if (type === 'BOOKMARK') {
    past.begin()
    return { type, object: undefined, oldObject: undefined, resourceVersion }
  }
  // Found now, for the log may have moved on when it is asked for.
  return { type, object, oldObject: past.before(object), resourceVersion }
}

/** What objects were before they changed, read off the log beside the watch. */
class Past {
  readonly #registry: Registry
  readonly #resource: string
  #changes: ReturnType<Registry['store']['since']> = []
  #at = 0
  #hasBegun: boolean

  /** What is told of the initial state was not changed now. */
  constructor(registry: Registry, root: Root, hasBegun: boolean) {
    this.#hasBegun = hasBegun
    this.#registry = registry
    this.#resource = resourceOf(root.kind)
  }

  /** The initial state has been told. */
  begin(): void {
    this.#hasBegun = true
  }

  before(object: KubeObject): KubeObject | undefined {
    if (!this.#hasBegun) return undefined
    const revision = Number(object.metadata.resourceVersion)
    const change = this.#changeAt(revision)
    const { name, namespace = '' } = object.metadata
    if (change === undefined || change.key.name !== name || change.key.namespace !== namespace)
      return undefined
    return change.previous?.object
  }

  #changeAt(revision: number) {
    while (this.#at < this.#changes.length) {
      const change = this.#changes[this.#at]
      if (change === undefined || change.revision > revision) break
      if (change.revision === revision) return change
      this.#at++
    }
    const { store } = this.#registry
    if (revision - 1 < store.oldestRevision) return undefined
    this.#changes = store.since(this.#resource, revision - 1)
    this.#at = 0
    const [first] = this.#changes
    return first?.revision === revision ? first : undefined
  }
}
