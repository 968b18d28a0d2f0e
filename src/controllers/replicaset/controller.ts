// ReplicaSets and ReplicationControllers: so many Pods of a template, wherever they run.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerOf } from '../../meta/object.ts'
import { controllerContext, type RequestContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { PodControl, textOf } from '../pod-control.ts'
import { podFromTemplate } from '../pod-from-template.ts'
import { availableFromMs, isActive, nodeNameOf } from '../pod-state.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { pods } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { inOrderOfDeletion } from './rank.ts'
import type { Flavour, ReplicaOwner } from './replica-owner.ts'
import { type ReplicaFailure, statusOf } from './status.ts'

/** Creates or deletes that one pass may start. */
const BURST = 500

export interface ReplicaControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  readonly podsByController: PodsByController
  readonly flavour: Flavour
}

export class ReplicaController implements Loop {
  readonly name: string
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #options: ReplicaControllerOptions
  readonly #context: RequestContext
  readonly #podControl: PodControl
  readonly #follower: Follower

  constructor(options: ReplicaControllerOptions) {
    const { registry, recorder, flavour, timers } = options
    this.name = flavour.name
    this.queue = new WorkQueue(flavour.name, timers)
    this.#options = options
    this.#context = controllerContext(flavour.account)
    this.#podControl = new PodControl(registry, this.#context, recorder)
    this.#follower = new Follower(registry)
  }

  start(): void {
    const { registry, flavour } = this.#options
    const add = (key: string): void => this.queue.add(key)
    this.#follower.onAll(flavour.kind, (next, previous) => {
      const owner = next ?? previous
      if (owner !== undefined) add(keyOf(owner))
    })
    this.#follower.on(pods, noteOwners({ registry, ...flavour }, add))
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry, flavour } = this.#options
    const owner = registry.find(at(flavour.kind, key))
    if (owner === undefined) return
    const owned = await this.#claimPods(owner)
    const deleting = owner.metadata.deletionTimestamp !== undefined
    const errors = deleting ? [] : await this.#manage(owner, owned)
    await this.#writeStatus(owner, owned, failureOf(owner, owned, errors))
    if (errors.length > 0) throw errors[0]
  }

  #claimPods(owner: ReplicaOwner): Promise<readonly Pod[]> {
    const { registry, podsByController, flavour } = this.#options
    const { uid = '', namespace = '' } = owner.metadata
    const orphans = podsByController.orphansIn(namespace).filter(isActive)
    const reference = controllerReference(flavour.kind as never, owner)
    return carryOut(
      { registry, context: this.#context, kind: pods, reference },
      claim([...podsByController.of(uid), ...orphans], owner, flavour.selectorOf(owner)),
    )
  }

  async #manage(owner: ReplicaOwner, owned: readonly Pod[]): Promise<unknown[]> {
    const { flavour } = this.#options
    const active = owned.filter(isActive)
    const missing = wantedOf(owner) - active.length
    if (missing > 0) {
      const draft = podFromTemplate(flavour.kind as never, owner, owner.spec?.template)
      const drafts = Array.from({ length: Math.min(missing, BURST) }, () => draft)
      return this.#podControl.create(owner, drafts)
    }
    if (missing === 0) return []
    return this.#podControl.delete(owner, this.#surplus(owner, active, Math.min(-missing, BURST)))
  }

  #surplus(owner: ReplicaOwner, active: readonly Pod[], count: number): readonly Pod[] {
    if (count >= active.length) return active
    const crowds = new Map<string, number>()
    for (const pod of this.#related(owner)) {
      const node = nodeNameOf(pod)
      if (isActive(pod)) crowds.set(node, (crowds.get(node) ?? 0) + 1)
    }
    const nowMs = this.#options.registry.clock.nowMs()
    return inOrderOfDeletion(active, node => crowds.get(node) ?? 0, nowMs).slice(0, count)
  }

  /** Pods of all owners of this kind that have the same owner, such as the sets of one Deployment. */
  #related(owner: ReplicaOwner): Pod[] {
    const { registry, podsByController, flavour } = this.#options
    const controller = controllerOf(owner)?.uid
    const owners =
      controller === undefined
        ? [owner]
        : registry
            .all(flavour.kind, owner.metadata.namespace)
            .filter(other => controllerOf(other)?.uid === controller)
    return owners.flatMap(other => podsByController.of(other.metadata.uid ?? ''))
  }

  async #writeStatus(
    owner: ReplicaOwner,
    owned: readonly Pod[],
    failure: ReplicaFailure | undefined,
  ): Promise<void> {
    const { registry, flavour } = this.#options
    const nowMs = registry.clock.nowMs()
    this.#wakeWhenAvailable(owner, owned, nowMs)
    const counted = (live: ReplicaOwner): ReplicaOwner => {
      if (live.metadata.uid !== owner.metadata.uid) return live
      const status = statusOf({ ...owner, ...statusIn(live) }, owned, failure, nowMs)
      return sameJson(status, live.status) ? live : { ...live, status }
    }
    await registry.modify(at(flavour.kind, owner), counted, through(this.#context, 'status'))
  }

  #wakeWhenAvailable(owner: ReplicaOwner, owned: readonly Pod[], nowMs: number): void {
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0
    if (minReadySeconds === 0) return
    for (const pod of owned) {
      const fromMs = availableFromMs(pod, minReadySeconds)
      if (fromMs !== undefined && fromMs > nowMs) this.queue.addAfter(keyOf(owner), fromMs - nowMs)
    }
  }
}

const statusIn = ({ status }: ReplicaOwner): Pick<ReplicaOwner, 'status'> =>
  status === undefined ? {} : { status }

const wantedOf = (owner: ReplicaOwner): number => owner.spec?.replicas ?? 1

function failureOf(
  owner: ReplicaOwner,
  owned: readonly Pod[],
  errors: readonly unknown[],
): ReplicaFailure | undefined {
  if (errors.length === 0) return undefined
  const missing = wantedOf(owner) > owned.filter(isActive).length
  return { reason: missing ? 'FailedCreate' : 'FailedDelete', message: textOf(errors[0]) }
}
