// Makes the claims of ephemeral volumes: each Pod has its own, which goes with it.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerOf } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import { controllerContext } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { PersistentVolumeClaim, Pod, Volume } from '../../schema/generated/core-v1.ts'
import { controllerReference } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { isNamespaceTerminating, textOf } from '../pod-control.ts'
import { isDeleting } from '../pod-state.ts'
import { persistentVolumeClaims, pods } from '../rows.ts'

export interface EphemeralVolumesOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
}

export class EphemeralVolumes implements Loop {
  readonly name = 'ephemeral-volume'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #context = controllerContext('ephemeral-volume-controller')
  readonly #follower: Follower

  constructor({ registry, timers, recorder }: EphemeralVolumesOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll<Pod>(pods, (next, previous) => {
      if (next !== undefined && previous === undefined && ephemeralOf(next).length > 0)
        this.queue.add(keyOf(next))
    })
    this.#follower.on<PersistentVolumeClaim>(persistentVolumeClaims, (next, previous) => {
      const owner = controllerOf(next ?? previous ?? { metadata: {} })
      if (next === undefined && owner?.kind === 'Pod')
        this.queue.add(`${previous?.metadata.namespace ?? ''}/${owner.name}`)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const pod = this.#registry.find(at(pods, key))
    if (pod === undefined || isDeleting(pod)) return
    for (const volume of ephemeralOf(pod)) await this.#keep(pod, volume)
  }

  async #keep(pod: Pod, volume: Volume): Promise<void> {
    const draft = claimFor(pod, volume)
    const { namespace = '', name = '' } = draft.metadata
    const found = this.#registry.find(target(persistentVolumeClaims, namespace, name))
    if (found !== undefined) {
      if (controllerOf(found)?.uid === pod.metadata.uid) return
      throw new Error(
        `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`,
      )
    }
    try {
      await this.#registry.create(target(persistentVolumeClaims, namespace), draft, this.#context)
    } catch (error) {
      if (isNamespaceTerminating(error) || isStatus(error, 'AlreadyExists')) return
      const text = `ephemeral volume: create PVC ${name}: ${textOf(error)}`
      this.#recorder.event(pod, 'Warning', 'FailedBinding', text)
      throw error
    }
  }
}

const ephemeralOf = (pod: Pod): readonly Volume[] =>
  (pod.spec?.volumes ?? []).filter(({ ephemeral }) => ephemeral !== undefined)

/** Named after Pod and volume, and owned by the Pod. */
function claimFor(pod: Pod, { name, ephemeral }: Volume): PersistentVolumeClaim {
  const { metadata = {}, spec } = ephemeral?.volumeClaimTemplate ?? {}
  const { labels, annotations } = metadata
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${pod.metadata.name ?? ''}-${name}`,
      namespace: pod.metadata.namespace ?? '',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(pods, pod)],
    },
    ...(spec === undefined ? {} : { spec }),
  }
}
