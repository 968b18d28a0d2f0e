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
    if (key.includes('/')) await this.#releaseClaim(key)
    else await this.#releaseVolume(key)
  }

  async #releaseClaim(key: string): Promise<void> {
    const of = at(persistentVolumeClaims, key)
    const claim = this.#registry.find(of)
    if (claim === undefined || !isHeld(claim, CLAIM_FINALIZER) || this.#isUsed(claim)) return
    await this.#registry.modify(of, live => without(live, CLAIM_FINALIZER), this.#claimContext)
  }

  async #releaseVolume(key: string): Promise<void> {
    const of = at(persistentVolumes, key)
    const volume = this.#registry.find(of)
    if (volume === undefined || !isHeld(volume, VOLUME_FINALIZER)) return
    if (volume.status?.phase === 'Bound') return
    await this.#registry.modify(of, live => without(live, VOLUME_FINALIZER), this.#volumeContext)
  }

  #isUsed({ metadata: { namespace, name = '' } }: PersistentVolumeClaim): boolean {
    return this.#registry
      .all(pods, namespace)
      .some(pod => nodeNameOf(pod) !== '' && !isTerminal(pod) && claimsOf(pod).includes(name))
  }

  #note(next: KubeObject | undefined): void {
    if (next?.metadata.deletionTimestamp !== undefined) this.queue.add(keyOf(next))
  }
}

/** The claims that a Pod uses, also those made for it as ephemeral volumes. */
function claimsOf(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName]
    return ephemeral === undefined ? [] : [`${pod.metadata.name}-${name}`]
  })
}

const isHeld = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)

function without<T extends KubeObject>(live: T, finalizer: string): T {
  const { finalizers = [], ...metadata } = live.metadata
  const left = finalizers.filter(one => one !== finalizer)
  return { ...live, metadata: { ...metadata, ...(left.length === 0 ? {} : { finalizers: left }) } }
}
