import { type Kind, resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'

/** Told of a change: `next` is absent when the object has gone, `previous` when it is new. */
export type Told<T extends KubeObject> = (next: T | undefined, previous: T | undefined) => void

/** What a controller listens to. Listeners only note keys. */
export class Follower {
  readonly #registry: Registry
  readonly #offs: (() => void)[] = []

  constructor(registry: Registry) {
    this.#registry = registry
  }

  on<T extends KubeObject>(kind: Kind<T>, tell: Told<T>): void {
    const off = this.#registry.store.onChange(resourceOf(kind), change =>
      tell(change.next?.object as T | undefined, change.previous?.object as T | undefined),
    )
    this.#offs.push(off)
  }

  /** Like `on`, and told at once of everything that exists. */
  onAll<T extends KubeObject>(kind: Kind<T>, tell: Told<T>): void {
    this.on(kind, tell)
    for (const object of this.#registry.all(kind)) tell(object, undefined)
  }

  stop(): void {
    for (const off of this.#offs.splice(0)) off()
  }
}
