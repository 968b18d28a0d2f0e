// Whom a change of a dependent wakes: its owner, or for orphans whoever may want them.
import { sameJson } from '../meta/freeze.ts'
import type { Kind } from '../meta/kind.ts'
import { matches, type Selector } from '../meta/labels.ts'
import { controllerOf, type KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Told } from './follow.ts'
import { keyOf } from './keys.ts'

/** Owners of one kind, and how they choose. */
export interface Owners<O extends KubeObject> {
  readonly registry: Registry
  readonly kind: Kind<O>
  selectorOf(owner: O): Selector
}

/** Adds the keys of the owners that a change of a dependent concerns. `newToo`: a new one wakes the owner that it has already. */
export function noteOwners<T extends KubeObject, O extends KubeObject>(
  owners: Owners<O>,
  add: (key: string) => void,
  newToo = true,
): Told<T> {
  return (next, previous) => {
    const before = previous === undefined ? undefined : ownerKey(owners, previous)
    const after = next === undefined ? undefined : ownerKey(owners, next)
    if (before !== undefined) add(before)
    if (after !== undefined && after !== before && (newToo || previous !== undefined)) add(after)
    if (next === undefined || controllerOf(next) !== undefined || !mayMatter(next, previous)) return
    for (const key of wanting(owners, next)) add(key)
  }
}

function mayMatter(next: KubeObject, previous: KubeObject | undefined): boolean {
  if (previous === undefined || controllerOf(previous) !== undefined) return true
  return !sameJson(previous.metadata.labels, next.metadata.labels)
}

/** The key of the live owner that controls an object; a new one of the same name is another. */
function ownerKey<O extends KubeObject>(
  { registry, kind }: Owners<O>,
  object: KubeObject,
): string | undefined {
  const owner = controllerOf(object)
  if (owner === undefined || owner.kind !== kind.kind) return undefined
  const found = registry.find(target(kind, object.metadata.namespace ?? '', owner.name))
  return found?.metadata.uid === owner.uid ? keyOf(found) : undefined
}

/** Empty selectors want nothing here, though they match everything. */
function wanting<O extends KubeObject>(owners: Owners<O>, orphan: KubeObject): string[] {
  return owners.registry
    .all(owners.kind, orphan.metadata.namespace)
    .filter(owner => {
      const selector = owners.selectorOf(owner)
      return selector.requirements.length > 0 && matches(selector, orphan.metadata.labels)
    })
    .map(keyOf)
}
