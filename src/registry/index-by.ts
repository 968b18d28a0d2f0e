import { type Kind, resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { SecondaryIndex } from '../store/secondary-index.ts'
import type { Store } from '../store/store.ts'

/** Objects of a kind by something that can be read off them; follows every change. */
export interface Index<T extends KubeObject> {
  /** In the order of their keys. */
  get(value: string): readonly T[]
  count(value: string): number
  close(): void
}

const NONE: readonly never[] = Object.freeze([])

/** Indexes the objects of a kind, for controllers and kubelets that look things up often. */
export function indexBy<T extends KubeObject>(
  { store }: { readonly store: Store },
  kind: Kind<T>,
  valuesOf: (object: T) => readonly string[],
): Index<T> {
  const index = new SecondaryIndex(store, resourceOf(kind), object => valuesOf(object as T))
  return {
    get(value) {
      const entries = index.get(value)
      return entries.length === 0 ? NONE : entries.map(entry => entry.object as T)
    },
    count: value => index.count(value),
    close: () => index.close(),
  }
}
