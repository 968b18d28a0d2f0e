import { sameJson } from '../../meta/freeze.ts'
import type { OwnerReference } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import type { RequestContext } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { StatefulSet } from '../../schema/generated/apps-v1.ts'
import type { PersistentVolumeClaim, Pod } from '../../schema/generated/core-v1.ts'
import { controllerReference } from '../claim.ts'
import { at } from '../keys.ts'
import { textOf } from '../pod-control.ts'
import { persistentVolumeClaims, pods, statefulSets } from '../rows.ts'
import { claimsOf, ordinalOf, podNameOf, startOf, wantedOf } from './identity.ts'

/** Makes the claims of Pods, and says by their owners when they go. */
export class Claims {
  readonly #registry: Registry
  readonly #context: RequestContext
  readonly #recorder: EventRecorder

  constructor(registry: Registry, context: RequestContext, recorder: EventRecorder) {
    this.#registry = registry
    this.#context = context
    this.#recorder = recorder
  }

  /** The claims of a Pod that is to be made; each that is made is told of. */
  async make(set: StatefulSet, ordinal: number): Promise<void> {
    for (const { claim } of claimsOf(set, ordinal))
      if (this.#registry.find(at(persistentVolumeClaims, claim)) === undefined)
        await this.#makeOne(set, claim, podNameOf(set, ordinal))
  }

  async #makeOne(set: StatefulSet, claim: PersistentVolumeClaim, pod: string): Promise<void> {
    const of = target(persistentVolumeClaims, set.metadata.namespace ?? '')
    const what = `Create Claim ${claim.metadata.name}`
    const where = `Pod ${pod} in StatefulSet ${set.metadata.name}`
    try {
      await this.#registry.create(of, claim, this.#context)
      this.#recorder.event(set, 'Normal', 'SuccessfulCreate', `${what} ${where} success`)
    } catch (error) {
      if (isStatus(error, 'AlreadyExists')) return
      const text = `${what} for ${where} failed error: ${textOf(error)}`
      this.#recorder.event(set, 'Warning', 'FailedCreate', text)
      throw error
    }
  }

  /** Owners after the retention policy: the set when it is deleted, the Pod when it is scaled away. */
  async own(set: StatefulSet, owned: readonly Pod[]): Promise<void> {
    for (const pod of owned) {
      const ordinal = ordinalOf(set, pod)
      if (ordinal === undefined) continue
      const owner = ownerOf(set, pod, ordinal)
      for (const { claim } of claimsOf(set, ordinal))
        await this.#registry.modify(
          at(persistentVolumeClaims, claim),
          live => ownedBy(live, set, pod, owner),
          this.#context,
        )
    }
  }
}

function ownerOf(set: StatefulSet, pod: Pod, ordinal: number): OwnerReference | undefined {
  const { whenDeleted, whenScaled } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {}
  const condemned = ordinal < startOf(set) || ordinal >= startOf(set) + wantedOf(set)
  if (condemned && whenScaled === 'Delete') return controllerReference(pods as never, pod)
  return whenDeleted === 'Delete' ? controllerReference(statefulSets, set) : undefined
}

/** References to the set and to the Pod are ours; others stay. */
function ownedBy(
  live: PersistentVolumeClaim,
  set: StatefulSet,
  pod: Pod,
  owner: OwnerReference | undefined,
): PersistentVolumeClaim {
  const { ownerReferences = [], ...metadata } = live.metadata
  const others = ownerReferences.filter(
    one => one.uid !== set.metadata.uid && one.uid !== pod.metadata.uid,
  )
  const next = owner === undefined ? others : [...others, owner]
  if (sameJson(next, ownerReferences)) return live
  return {
    ...live,
    metadata: { ...metadata, ...(next.length === 0 ? {} : { ownerReferences: next }) },
  }
}
