// Finalizers that keep claims, volumes and their classes while they are used. Who takes a finalizer off by hand
// gets it back, as long as the object is not being deleted.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import type { KubeObject } from '../../meta/object.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
} from '../../schema/generated/core-v1.ts'
import { addFinalizer, isReleasable, needsFinalizer, removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { isTerminal, nodeNameOf } from '../pod-state.ts'
import { persistentVolumeClaims, persistentVolumes, pods } from '../rows.ts'

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection'
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection'

/** Lets claims go that no Pod on a node uses any more, and volumes that no claim is bound to. */
export class VolumeProtection implements Loop {
  readonly name = 'volume-protection'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #claimContext = controllerContext('pvc-protection-controller')
  readonly #volumeContext = controllerContext('pv-protection-controller')
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll<PersistentVolumeClaim>(persistentVolumeClaims, next => this.#note(next))
    this.#follower.onAll<PersistentVolume>(persistentVolumes, next => this.#note(next))
    this.#follower.on(pods, (next, previous) => {
      const pod = next ?? previous
      if (pod === undefined || (next !== undefined && !isTerminal(next))) return
      for (const name of claimsOf(pod)) this.queue.add(`${pod.metadata.namespace}/${name}`)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  /** Volumes have no namespace, so their keys have no slash. */
  async reconcile(key: string): Promise<void> {
    if (key.includes('/')) await this.#syncClaim(key)
    else await this.#syncVolume(key)
  }

  async #syncClaim(key: string): Promise<void> {
    const of = at(persistentVolumeClaims, key)
    const claim = this.#registry.find(of)
    if (claim === undefined) return
    const change = needsFinalizer(claim, CLAIM_FINALIZER)
      ? addFinalizer<PersistentVolumeClaim>
      : isReleasable(claim, CLAIM_FINALIZER) && !this.#isUsed(claim)
        ? removeFinalizer<PersistentVolumeClaim>
        : undefined
    if (change === undefined) return
    await this.#registry.modify(of, live => change(live, CLAIM_FINALIZER), this.#claimContext)
  }

  async #syncVolume(key: string): Promise<void> {
    const of = at(persistentVolumes, key)
    const volume = this.#registry.find(of)
    if (volume === undefined) return
    const change = needsFinalizer(volume, VOLUME_FINALIZER)
      ? addFinalizer<PersistentVolume>
      : isReleasable(volume, VOLUME_FINALIZER) && volume.status?.phase !== 'Bound'
        ? removeFinalizer<PersistentVolume>
        : undefined
    if (change === undefined) return
    await this.#registry.modify(of, live => change(live, VOLUME_FINALIZER), this.#volumeContext)
  }

  #isUsed({ metadata: { namespace, name = '' } }: PersistentVolumeClaim): boolean {
    return this.#registry
      .all(pods, namespace)
      .some(pod => nodeNameOf(pod) !== '' && !isTerminal(pod) && claimsOf(pod).includes(name))
  }

  #note(next: KubeObject | undefined): void {
    if (next !== undefined) this.queue.add(keyOf(next))
  }
}

/** The claims that a Pod uses, also those made for it as ephemeral volumes. */
function claimsOf(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName]
    return ephemeral === undefined ? [] : [`${pod.metadata.name}-${name}`]
  })
}
