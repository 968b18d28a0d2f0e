// StatefulSets: Pods with names and claims of their own, made and deleted in order.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { type Selector, selectorFromObject } from '../../meta/labels.ts'
import { isStatus } from '../../meta/status.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { StatefulSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference, ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { isNamespaceTerminating, textOf } from '../pod-control.ts'
import { nameOf as nameOfPod } from '../pod-state.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { controllerRevisions, pods, statefulSets } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { Claims } from './claims.ts'
import { newPod, ordinalOf, podNameOf } from './identity.ts'
import { type Action, nextAvailableMs, planSet, type SetView } from './plan.ts'
import { SetHistory } from './revisions.ts'
import { statusOf } from './status.ts'

export interface StatefulSetControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  readonly podsByController: PodsByController
}

export class StatefulSetController implements Loop {
  readonly name = 'statefulset'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #podsByController: PodsByController
  readonly #context = controllerContext('statefulset-controller')
  readonly #history: SetHistory
  readonly #claims: Claims
  readonly #follower: Follower

  constructor({ registry, timers, recorder, podsByController }: StatefulSetControllerOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#podsByController = podsByController
    this.#history = new SetHistory(registry, this.#context)
    this.#claims = new Claims(registry, this.#context, recorder)
    this.#follower = new Follower(registry)
  }

  start(): void {
    const add = (key: string): void => this.queue.add(key)
    const owners = { registry: this.#registry, kind: statefulSets, selectorOf }
    this.#follower.onAll(statefulSets, (next, previous) => {
      const set = next ?? previous
      if (set !== undefined) add(keyOf(set))
    })
    this.#follower.on(pods, noteOwners(owners, add))
    this.#follower.on(controllerRevisions, noteOwners(owners, add, false))
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const set = this.#registry.find(at(statefulSets, key))
    if (set === undefined) return
    const revisions = await this.#history.reconcile(set)
    const owned = await this.#claimPods(set)
    const { current, update, collisionCount } = revisions
    const view: SetView = { set, pods: owned, current, update, nowMs: this.#registry.clock.nowMs() }
    await this.#claims.own(set, owned)
    const errors: unknown[] = []
    for (const action of planSet(view))
      await this.#act(set, action).catch(error => errors.push(error))
    await this.#writeStatus(view, collisionCount)
    if (errors.length > 0) throw errors[0]
    await this.#history.cleanUp(set, revisions, owned)
  }

  /** Orphans are taken only under a name that the set could have given. */
  #claimPods(set: StatefulSet): Promise<readonly Pod[]> {
    const { uid = '', namespace = '' } = set.metadata
    const orphans = this.#podsByController
      .orphansIn(namespace)
      .filter(pod => ordinalOf(set, pod) !== undefined)
    const reference = controllerReference(statefulSets, set)
    return carryOut(
      { registry: this.#registry, context: this.#context, kind: pods, reference },
      claim([...this.#podsByController.of(uid), ...orphans], set, selectorOf(set)),
    )
  }

  async #act(set: StatefulSet, action: Action): Promise<void> {
    switch (action.do) {
      case 'create':
        return this.#told(set, 'Create', podNameOf(set, action.ordinal), async () => {
          await this.#claims.make(set, action.ordinal)
          const of = target(pods, set.metadata.namespace ?? '')
          const draft = newPod(set, action.ordinal, action.revision)
          const made = await this.#registry.create(of, draft, this.#context)
          await this.#claims.own(set, [made])
        })
      case 'clear': {
        this.#tellEnd(set, action.pod)
        return this.#delete(set, action.pod)
      }
      case 'delete':
        return this.#delete(set, action.pod)
      default:
        action satisfies never
    }
  }

  #tellEnd(set: StatefulSet, pod: Pod): void {
    const { namespace, name } = set.metadata
    const what = (how: string) =>
      `StatefulSet ${namespace}/${name} is recreating ${how} Pod ${nameOfPod(pod)}`
    if (pod.status?.phase === 'Failed')
      this.#recorder.event(set, 'Warning', 'RecreatingFailedPod', what('failed'))
    else this.#recorder.event(set, 'Normal', 'RecreatingTerminatedPod', what('terminated'))
  }

  #delete(set: StatefulSet, pod: Pod): Promise<void> {
    const remove = () => this.#registry.delete(at(pods, pod), {}, this.#context)
    return this.#told(set, 'Delete', nameOfPod(pod), () => ignoring(['NotFound'], remove))
  }

  async #told(
    set: StatefulSet,
    verb: 'Create' | 'Delete',
    pod: string,
    act: () => Promise<unknown>,
  ): Promise<void> {
    const what = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`
    try {
      await act()
      this.#recorder.event(set, 'Normal', `Successful${verb}`, `${what} successful`)
    } catch (error) {
      if (isNamespaceTerminating(error)) return
      if (isStatus(error, 'AlreadyExists')) throw error
      this.#recorder.event(
        set,
        'Warning',
        `Failed${verb}`,
        `${what} failed error: ${textOf(error)}`,
      )
      throw error
    }
  }

  async #writeStatus(view: SetView, collisionCount: number): Promise<void> {
    const { set, nowMs } = view
    const nextMs = nextAvailableMs(view)
    if (nextMs !== undefined) this.queue.addAfter(keyOf(set), nextMs - nowMs)
    const status = statusOf(view, collisionCount)
    const change = (live: StatefulSet): StatefulSet =>
      live.metadata.uid !== set.metadata.uid || sameJson(live.status, status)
        ? live
        : { ...live, status }
    await this.#registry.modify(at(statefulSets, set), change, through(this.#context, 'status'))
  }
}

const selectorOf = (set: StatefulSet): Selector => selectorFromObject(set.spec?.selector)
