// What wakes the controller of DaemonSets, and for which of them.
import { sameJson } from '../../meta/freeze.ts'
import { matches, selectorFromObject } from '../../meta/labels.ts'
import { controllerOf, type KubeObject } from '../../meta/object.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Follower, Told } from '../follow.ts'
import { keyOf } from '../keys.ts'
import { controllerRevisions, daemonSets, pods } from '../rows.ts'

export function noteDaemonSets(
  registry: Registry,
  follower: Follower,
  add: (key: string) => void,
): void {
  follower.onAll(daemonSets, (next, previous) => {
    const object = next ?? previous
    if (object !== undefined) add(keyOf(object))
  })
  follower.on(pods, noteOwned(registry, add, true))
  follower.on(controllerRevisions, noteOwned(registry, add, false))
}

/** A new revision wakes nobody, a new Pod its owner. Orphans wake whoever may want them, unless they go. */
function noteOwned<T extends KubeObject>(
  registry: Registry,
  add: (key: string) => void,
  newToo: boolean,
): Told<T> {
  return (next, previous) => {
    const object = next ?? previous
    if (object === undefined) return
    const before = previous === undefined ? undefined : ownerKey(registry, previous)
    const after = next === undefined ? undefined : ownerKey(registry, next)
    if (before !== undefined) add(before)
    if (after !== undefined && after !== before && (newToo || previous !== undefined)) add(after)
    if (next === undefined || controllerOf(next) !== undefined || !mayMatter(next, previous)) return
    for (const key of wanting(registry, next)) add(key)
  }
}

function mayMatter(next: KubeObject, previous: KubeObject | undefined): boolean {
  if (previous === undefined || controllerOf(previous) !== undefined) return true
  return !sameJson(previous.metadata.labels, next.metadata.labels)
}

/** The key of the live DaemonSet that controls an object. */
function ownerKey(registry: Registry, object: KubeObject): string | undefined {
  const owner = controllerOf(object)
  if (owner === undefined || owner.kind !== 'DaemonSet') return undefined
  const ds = registry.find(target(daemonSets, object.metadata.namespace ?? '', owner.name))
  return ds?.metadata.uid === owner.uid ? keyOf(ds) : undefined
}

function wanting(registry: Registry, orphan: KubeObject): string[] {
  return registry
    .all(daemonSets, orphan.metadata.namespace)
    .filter(ds => {
      const selector = selectorFromObject(ds.spec?.selector)
      return selector.requirements.length > 0 && matches(selector, orphan.metadata.labels)
    })
    .map(keyOf)
}
