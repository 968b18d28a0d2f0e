// A watch of the registry as an iterator for GraphQL: one that ends at once when its client has gone.
import type { KubeObject } from '../meta/object.ts'
import type { WatchEvent } from '../registry/options.ts'
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
  let isOver = false
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
  const events = watch[Symbol.asyncIterator]()
  const end = async (): Promise<IteratorResult<ChangeEvent>> => {
    isOver = true
    abort.abort()
    void events.return?.()
    return { done: true, value: undefined }
  }
  const next = async (): Promise<IteratorResult<ChangeEvent>> => {
    try {
      for (;;) {
        const result = await events.next()
        if (result.done || isOver) return { done: true, value: undefined }
        if (isUnasked(result.value, args)) continue
        // What is asked of this event is true when it is told.
        operation.renew()
        operation.caller.connection?.gather?.()
        return { done: false, value: changeOf(result.value) }
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

function changeOf({ type, object, previous }: WatchEvent): ChangeEvent {
  const resourceVersion = object.metadata.resourceVersion ?? ''
  if (type === 'BOOKMARK') return { type, object: undefined, oldObject: undefined, resourceVersion }
  return { type, object, oldObject: previous, resourceVersion }
}
