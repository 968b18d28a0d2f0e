import type { Reader } from '../meta/kind.ts'
import type { Store } from '../store/store.ts'

/** What rules may look at: the store as it is now. */
export function readerOf(store: Store): Reader {
  return {
    get: (resource, namespace, name) => store.get({ resource, namespace, name })?.object,
    list: (resource, namespace) =>
      store
        .snapshot()
        .list(resource, namespace)
        .map(entry => entry.object),
  }
}
