// DaemonSets: one Pod on each node that should have one, and updates of them. What to do is decided by
// pure plans (manage, rolling update, history, status); here they are carried out, in the order of
// the real `daemon_controller.go`. Caches and expectations are not imitated: we see our own writes.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { type Selector, selectorFromObject } from '../../meta/labels.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { PodControl } from '../pod-control.ts'
import { nameOf } from '../pod-state.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { controllerRevisions, daemonSets, nodes, pods } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { Failures } from './failures.ts'
import { hashOf } from './history.ts'
import { type Action, planManage } from './manage.ts'
import { newPod } from './new-pod.ts'
import { Revisions } from './revisions.ts'
import { planRollingUpdate } from './rolling-update.ts'
import { countStatus, withCounters } from './status.ts'
import { isRolling, type View, viewOf } from './view.ts'

/** Creates and deletes that one pass may start. */
const BURST = 250

export interface DaemonSetControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  readonly podsByController: PodsByController
}

export class DaemonSetController implements Loop {
  readonly name = 'daemonset'
  readonly workers = 2
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #podsByController: PodsByController
  readonly #context = controllerContext('daemon-set-controller')
  readonly #podControl: PodControl
  readonly #revisions: Revisions
  readonly #failures = new Failures()
  readonly #follower: Follower

  constructor({ registry, timers, recorder, podsByController }: DaemonSetControllerOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#podsByController = podsByController
    this.#podControl = new PodControl(registry, this.#context, recorder)
    this.#revisions = new Revisions(registry, this.#context)
    this.#follower = new Follower(registry)
  }

  start(): void {
    const add = (key: string): void => this.queue.add(key)
    const owners = { registry: this.#registry, kind: daemonSets, selectorOf }
    this.#follower.onAll(daemonSets, (next, previous) => {
      const ds = next ?? previous
      if (ds !== undefined) add(keyOf(ds))
    })
    this.#follower.on(pods, noteOwners(owners, add))
    // A new revision wakes nobody, as in the real thing.
    this.#follower.on(controllerRevisions, noteOwners(owners, add, false))
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const ds = this.#registry.find(at(daemonSets, key))
    if (ds === undefined) return
    if (selectsAll(ds)) {
      this.#recorder.event(ds, 'Warning', 'SelectingAll', SELECTS_ALL)
      return
    }
    if (ds.metadata.deletionTimestamp !== undefined) return
    const podsOf = (): Promise<readonly Pod[]> => this.#claimPods(ds)
    const { current, old } = await this.#revisions.reconcile(ds, podsOf)
    const view = this.#view(ds, await podsOf(), hashOf(current))
    const errors = await this.#manageAndRoll(view)
    if (errors.length === 0) await this.#revisions.cleanUp(ds, old, view.pods)
    await this.#writeStatus(view)
    if (errors.length > 0) throw errors[0]
  }

  #view(ds: DaemonSet, owned: readonly Pod[], hash: string): View {
    return viewOf(ds, this.#registry.all(nodes), owned, hash, this.#registry.clock.nowMs())
  }

  #claimPods(ds: DaemonSet): Promise<readonly Pod[]> {
    const { uid = '', namespace = '' } = ds.metadata
    const candidates = [
      ...this.#podsByController.of(uid),
      ...this.#podsByController.orphansIn(namespace),
    ]
    const claimant = {
      registry: this.#registry,
      context: this.#context,
      kind: pods,
      reference: controllerReference(daemonSets, ds),
    }
    return carryOut(claimant, claim(candidates, ds, selectorOf(ds)))
  }

  /** An update goes on only when nothing else is to be done. */
  async #manageAndRoll(view: View): Promise<unknown[]> {
    const { uid = '' } = view.ds.metadata
    const scope = `${uid}/${view.ds.status?.observedGeneration ?? 0}`
    const failures = this.#failures.within(scope, view.nowMs)
    const actions = planManage(view, failures)
    const busy = actions.some(action => action.do !== 'wait')
    for (const action of actions) {
      if (action.do === 'wait') this.queue.addAfter(keyOf(view.ds), action.afterMs)
      if (action.do !== 'clear') continue
      this.#tellEnd(view.ds, action.pod, action.node)
      if (action.pod.status?.phase === 'Failed') failures.failed(action.node)
    }
    if (busy) return this.#act(view, actions)
    return isRolling(view.ds) ? this.#act(view, planRollingUpdate(view)) : []
  }

  async #act(view: View, actions: readonly Action[]): Promise<unknown[]> {
    const drafts: Pod[] = []
    const gone: Pod[] = []
    for (const action of actions) {
      switch (action.do) {
        case 'create':
          if (drafts.length < BURST) drafts.push(newPod(view.ds, action.node, view.current))
          break
        case 'delete':
        case 'clear':
          if (gone.length < BURST) gone.push(action.pod)
          break
        case 'wait':
          break
        default:
          action satisfies never
      }
    }
    const failed = await this.#podControl.create(view.ds, drafts)
    return [...failed, ...(await this.#podControl.delete(view.ds, gone))]
  }

  #tellEnd(ds: DaemonSet, pod: Pod, node: string): void {
    const which = `daemon pod ${pod.metadata.namespace}/${nameOf(pod)} on node ${node}`
    if (pod.status?.phase === 'Failed')
      this.#recorder.event(
        ds,
        'Warning',
        'FailedDaemonPod',
        `Found failed ${which}, will try to kill it`,
      )
    else
      this.#recorder.event(
        ds,
        'Normal',
        'SucceededDaemonPod',
        `Found succeeded ${which}, will try to delete it`,
      )
  }

  async #writeStatus(view: View): Promise<void> {
    const { status, nextMs } = countStatus(view)
    if (nextMs !== undefined) this.queue.addAfter(keyOf(view.ds), nextMs - view.nowMs)
    const counted = (live: DaemonSet): DaemonSet => {
      const next = withCounters(live.status, status)
      if (next === undefined || next === live.status) return live
      return live.metadata.uid === view.ds.metadata.uid ? { ...live, status: next } : live
    }
    await this.#registry.modify(at(daemonSets, view.ds), counted, through(this.#context, 'status'))
  }
}

const selectorOf = (ds: DaemonSet): Selector => selectorFromObject(ds.spec?.selector)

const SELECTS_ALL = 'This daemon set is selecting all pods. A non-empty selector is required.'

/** Only stored data of old, or forced, can have such a selector. */
function selectsAll(ds: DaemonSet): boolean {
  if (ds.spec?.selector === undefined) return false
  const { matchLabels, matchExpressions } = ds.spec.selector
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0
}
