import type { Kind } from '../../meta/kind.ts'
import type { KubeObject, OwnerReference } from '../../meta/object.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'

/** As many are remembered; who is told of twice after that does no harm. */
const TOLD_MAX = 4_096

/** Tells of owners that are there, but in a namespace from which they cannot own the object. */
export class ForeignOwners {
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #told = new Set<string>()

  constructor(registry: Registry, recorder: EventRecorder) {
    this.#registry = registry
    this.#recorder = recorder
  }

  /** Looks for an owner of this kind that was not found where it should be; each is told of once. */
  look(object: KubeObject, owner: OwnerReference, kind: Kind): void {
    const { uid = '', namespace = '' } = object.metadata
    const id = `${uid} ${owner.uid}`
    if (!kind.namespaced || this.#told.has(id)) return
    if (!this.#registry.all(kind).some(({ metadata }) => metadata.uid === owner.uid)) return
    if (this.#told.size >= TOLD_MAX) this.#told.clear()
    this.#told.add(id)
    const { apiVersion, name } = owner
    const where = `namespace: ${namespace}, name: ${name}, uid: ${owner.uid}`
    const what = `[${apiVersion}/${owner.kind}, ${where}]`
    const text = `ownerRef ${what} does not exist in namespace "${namespace}"`
    this.#recorder.event(object, 'Warning', 'OwnerRefInvalidNamespace', text)
  }
}
