import type { Kind } from '../meta/kind.ts'
import { matches, type Selector } from '../meta/labels.ts'
import { apiVersionOf, controllerOf, type KubeObject, type OwnerReference } from '../meta/object.ts'
import { isStatus } from '../meta/status.ts'
import type { RequestContext } from '../registry/context.ts'
import type { Registry } from '../registry/registry.ts'
import { at } from './keys.ts'

/** What an owner has, what it is to take and what it is to let go. */
export interface Claim<T> {
  readonly owned: readonly T[]
  readonly adopt: readonly T[]
  readonly release: readonly T[]
}

/**
 * Sorts objects by whether an owner controls them: orphans that its selector matches are adopted, own
 * ones that it does not match any more are released; what another controls is not touched.
 */
export function claim<T extends KubeObject>(
  objects: Iterable<T>,
  owner: KubeObject,
  selector: Selector,
): Claim<T> {
  const owned: T[] = []
  const adopt: T[] = []
  const release: T[] = []
  const deleting = owner.metadata.deletionTimestamp !== undefined
  for (const object of objects) {
    const controller = controllerOf(object)
    const wanted = matches(selector, object.metadata.labels)
    if (controller === undefined) {
      if (wanted && !deleting && object.metadata.deletionTimestamp === undefined) adopt.push(object)
    } else if (controller.uid === owner.metadata.uid) {
      if (wanted) owned.push(object)
      else if (!deleting) release.push(object)
    }
  }
  return { owned, adopt, release }
}

/** The reference by which a controller owns. */
export function controllerReference(kind: Kind<never> | Kind, owner: KubeObject): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind.group, kind.storageVersion),
    kind: kind.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** Who claims what, and in whose name. */
export interface Claimant<T extends KubeObject> {
  readonly registry: Registry
  readonly context: RequestContext
  readonly kind: Kind<T>
  readonly reference: OwnerReference
}

/** Carries a claim out; returns what is owned afterwards, as it is then. */
export async function carryOut<T extends KubeObject>(
  { registry, context, kind, reference }: Claimant<T>,
  { owned, adopt, release }: Claim<T>,
): Promise<readonly T[]> {
  if (adopt.length === 0 && release.length === 0) return owned
  const released = release.map(object =>
    ignoring(['NotFound', 'Invalid'], () =>
      registry.modify(at(kind, object), live => withoutOwner(live, reference.uid), context),
    ),
  )
  const adopted = adopt.map(object =>
    ignoring(['NotFound'], () =>
      registry.modify(at(kind, object), live => adoptedBy(live, object, reference), context),
    ),
  )
  // Awaited together: a failure among the one must not be nobody's while the other is waited for.
  const [objects] = await Promise.all([Promise.all(adopted), Promise.all(released)])
  const taken = objects.flatMap(object =>
    object !== undefined && controllerOf(object)?.uid === reference.uid ? [object] : [],
  )
  return [...owned, ...taken]
}

function adoptedBy<T extends KubeObject>(live: T, seen: T, reference: OwnerReference): T {
  if (live.metadata.uid !== seen.metadata.uid || controllerOf(live) !== undefined) return live
  const ownerReferences = [reference, ...(live.metadata.ownerReferences ?? [])]
  return { ...live, metadata: { ...live.metadata, ownerReferences } }
}

/** The object without its reference to an owner; the same object when it has none. */
export function withoutOwner<T extends KubeObject>(object: T, uid: string): T {
  const { ownerReferences = [], ...metadata } = object.metadata
  const left = ownerReferences.filter(owner => owner.uid !== uid)
  if (left.length === ownerReferences.length) return object
  return {
    ...object,
    metadata: { ...metadata, ...(left.length === 0 ? {} : { ownerReferences: left }) },
  }
}

/** Runs a call of the registry; an error of these reasons counts as nothing. */
export async function ignoring<T>(
  reasons: readonly string[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (reasons.some(reason => isStatus(error, reason))) return undefined
    throw error
  }
}
