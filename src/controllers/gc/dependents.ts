import type { KubeObject, OwnerReference } from '../../meta/object.ts'

const NONE: readonly OwnerReference[] = []

export const ownersOf = (object: KubeObject | undefined): readonly OwnerReference[] =>
  object?.metadata.ownerReferences ?? NONE

/** Who depends on whom: keys of dependents by the uid of their owner. */
export class DependentsByOwner {
  readonly #keys = new Map<string, Set<string>>()

  /** Follows a change of the object of a key. */
  follow(key: string, next: KubeObject | undefined, previous: KubeObject | undefined): void {
    const after = ownersOf(next)
    const before = ownersOf(previous)
    if (after === before) return
    for (const { uid } of before)
      if (!after.some(owner => owner.uid === uid)) this.#remove(uid, key)
    for (const { uid } of after) this.#add(uid, key)
  }

  of(uid: string): readonly string[] {
    const keys = this.#keys.get(uid)
    return keys === undefined ? [] : [...keys]
  }

  count(uid: string): number {
    return this.#keys.get(uid)?.size ?? 0
  }

  #add(uid: string, key: string): void {
    const keys = this.#keys.get(uid)
    if (keys === undefined) this.#keys.set(uid, new Set([key]))
    else keys.add(key)
  }

  #remove(uid: string, key: string): void {
    const keys = this.#keys.get(uid)
    keys?.delete(key)
    if (keys?.size === 0) this.#keys.delete(uid)
  }
}
