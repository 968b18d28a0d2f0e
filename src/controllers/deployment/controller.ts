// Deployments: one ReplicaSet a template, and rollouts from one to the next. Sizes, revisions and
// status are decided by pure functions; here they are carried out in the order of the real controller.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { type Selector, selectorFromObject } from '../../meta/labels.ts'
import { controllerOf } from '../../meta/object.ts'
import { controllerContext, through } from '../../registry/context.ts'
import { type Index, indexBy } from '../../registry/index-by.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import { carryOut, claim, controllerReference, ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { isTerminal } from '../pod-state.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { deployments, pods, replicaSets } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { revisionOf, withReplicas } from './annotations.ts'
import { isComplete, stuckFromMs, withCondition } from './conditions.ts'
import { NewSets } from './new-set.ts'
import { isScaled, planCleanup, planRecreate, planRolling, planScale, type Resize } from './plan.ts'
import { planRollback, rollbackAsked } from './rollback.ts'
import { allOf, isRolling, limits, type Sets, sizeOf, sortSets, wantedOf } from './sets.ts'
import { countStatus, pauseCondition, rolloutStatus } from './status.ts'

export interface DeploymentControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  readonly podsByController: PodsByController
}

export class DeploymentController implements Loop {
  readonly name = 'deployment'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #podsByController: PodsByController
  readonly #context = controllerContext('deployment-controller')
  readonly #newSets: NewSets
  readonly #follower: Follower
  readonly #setsByOwner: Index<ReplicaSet>

  constructor({ registry, timers, recorder, podsByController }: DeploymentControllerOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#podsByController = podsByController
    this.#newSets = new NewSets(registry, this.#context, recorder)
    this.#follower = new Follower(registry)
    this.#setsByOwner = indexBy(registry, replicaSets, set => [
      controllerOf(set)?.uid ?? `orphans/${set.metadata.namespace}`,
    ])
  }

  start(): void {
    const add = (key: string): void => this.queue.add(key)
    this.#follower.onAll(deployments, (next, previous) => {
      const deployment = next ?? previous
      if (deployment !== undefined) add(keyOf(deployment))
    })
    const owners = { registry: this.#registry, kind: deployments, selectorOf }
    this.#follower.on(replicaSets, noteOwners(owners, add))
    // Recreate waits until the last old Pod has gone.
    this.#follower.on(pods, (next, previous) => {
      const owner =
        next === undefined && previous !== undefined ? controllerOf(previous) : undefined
      if (owner?.kind !== 'ReplicaSet') return
      const of = target(replicaSets, previous?.metadata.namespace ?? '', owner.name)
      const deployment = controllerOf(this.#registry.find(of) ?? { metadata: {} })
      if (deployment?.kind === 'Deployment') add(`${of.namespace}/${deployment.name}`)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const found = this.#registry.find(at(deployments, key))
    if (found === undefined) return
    const claimed = await this.#claimSets(found)
    const sets = sortSets(found, claimed)
    if (found.metadata.deletionTimestamp !== undefined) {
      await this.#writeStatus(found, countStatus(found, sets, this.#nowMs))
      return
    }
    const deployment = await this.#notePause(found)
    const asked = rollbackAsked(deployment)
    if (deployment.spec?.paused === true) await this.#scale(deployment, sets)
    else if (asked !== undefined) await this.#rollBack(deployment, sets, asked)
    else if (isScaled(deployment, sets)) await this.#scale(deployment, sets)
    else if (isRolling(deployment)) await this.#roll(deployment, sets)
    else await this.#recreate(deployment, sets)
  }

  get #nowMs(): number {
    return this.#registry.clock.nowMs()
  }

  #claimSets(deployment: Deployment): Promise<readonly ReplicaSet[]> {
    const { uid = '', namespace = '' } = deployment.metadata
    const reference = controllerReference(deployments, deployment)
    const all = [...this.#setsByOwner.get(uid), ...this.#setsByOwner.get(`orphans/${namespace}`)]
    return carryOut(
      { registry: this.#registry, context: this.#context, kind: replicaSets, reference },
      claim(all, deployment, selectorOf(deployment)),
    )
  }

  async #notePause(deployment: Deployment): Promise<Deployment> {
    const condition = pauseCondition(deployment, this.#nowMs)
    if (condition === undefined) return deployment
    const conditions = withCondition(deployment.status?.conditions ?? [], condition)
    return this.#writeStatus(deployment, { ...deployment.status, conditions })
  }

  async #rollBack(deployment: Deployment, known: Sets, asked: number): Promise<void> {
    const sets = allOf(await this.#newSets.sync(deployment, known, true))
    const { change, type, reason, message } = planRollback(deployment, sets, asked)
    await this.#registry.modify(at(deployments, deployment), change, this.#context)
    this.#recorder.event(deployment, type, reason, message)
  }

  /** Paused, or with another number of replicas: sets keep their shares, and no rollout goes on. */
  async #scale(deployment: Deployment, known: Sets): Promise<void> {
    const sets = await this.#newSets.sync(deployment, known, false)
    const scaled = await this.#resize(deployment, sets, planScale(deployment, sets))
    if (deployment.spec?.paused === true && rollbackAsked(deployment) === undefined)
      await this.#cleanUp(deployment, scaled)
    await this.#writeStatus(deployment, countStatus(this.#live(deployment), scaled, this.#nowMs))
  }

  async #roll(deployment: Deployment, known: Sets): Promise<void> {
    const sets = await this.#newSets.sync(deployment, known, true)
    const resizes = planRolling(deployment, sets)
    const next = await this.#resize(deployment, sets, resizes)
    if (resizes.length === 0) await this.#cleanUpIfComplete(deployment, next)
    await this.#writeProgress(deployment, next)
  }

  async #recreate(deployment: Deployment, known: Sets): Promise<void> {
    const sets = await this.#newSets.sync(deployment, known, false)
    const ending = planRecreate(sets)
    if (ending.length > 0 || this.#oldPodsRun(sets)) {
      await this.#writeProgress(deployment, await this.#resize(deployment, sets, ending))
      return
    }
    const made = await this.#newSets.sync(deployment, sets, true)
    const wanted = wantedOf(deployment)
    const grow = made.current === undefined ? [] : [{ set: made.current, replicas: wanted }]
    const next = await this.#resize(deployment, made, grow)
    await this.#cleanUpIfComplete(deployment, next)
    await this.#writeProgress(deployment, next)
  }

  #oldPodsRun({ old }: Sets): boolean {
    return old.some(set =>
      this.#podsByController.of(set.metadata.uid ?? '').some(pod => !isTerminal(pod)),
    )
  }

  /** Carries resizes out; returns the sets as they are then. */
  async #resize(deployment: Deployment, sets: Sets, resizes: readonly Resize[]): Promise<Sets> {
    if (resizes.length === 0) return sets
    const changed = new Map<ReplicaSet, ReplicaSet>()
    for (const { set, replicas } of resizes)
      changed.set(set, await this.#resizeOne(deployment, changed.get(set) ?? set, replicas))
    const now = (set: ReplicaSet): ReplicaSet => changed.get(set) ?? set
    return { current: sets.current && now(sets.current), old: sets.old.map(now) }
  }

  async #resizeOne(deployment: Deployment, set: ReplicaSet, replicas: number): Promise<ReplicaSet> {
    const wanted = wantedOf(deployment)
    const max = wanted + limits(deployment).maxSurge
    const change = (live: ReplicaSet): ReplicaSet => {
      const noted = withReplicas(live, wanted, max)
      return sizeOf(noted) === replicas ? noted : { ...noted, spec: { ...noted.spec, replicas } }
    }
    const changed = await this.#registry.modify(at(replicaSets, set), change, this.#context)
    if (changed === undefined) return set
    const before = sizeOf(set)
    if (before !== replicas) {
      const way = before < replicas ? 'up' : 'down'
      const text = `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${replicas}`
      this.#recorder.event(deployment, 'Normal', 'ScalingReplicaSet', text)
    }
    return changed
  }

  async #cleanUpIfComplete(deployment: Deployment, sets: Sets): Promise<void> {
    if (isComplete(deployment, deployment.status ?? {})) await this.#cleanUp(deployment, sets)
  }

  async #cleanUp(deployment: Deployment, { old }: Sets): Promise<void> {
    const remove = (set: ReplicaSet) => () =>
      this.#registry.delete(at(replicaSets, set), {}, this.#context)
    const gone = planCleanup(deployment, old, revisionOf)
    await Promise.all(gone.map(set => ignoring(['NotFound'], remove(set))))
  }

  async #writeProgress(deployment: Deployment, sets: Sets): Promise<void> {
    const live = this.#live(deployment)
    const status = rolloutStatus(live, sets, this.#nowMs)
    await this.#writeStatus(deployment, status)
    const stuckMs = isComplete(deployment, status) ? undefined : stuckFromMs(deployment, status)
    const last = status.conditions?.find(condition => condition.type === 'Progressing')
    if (stuckMs === undefined || last?.reason === 'ProgressDeadlineExceeded') return
    this.queue.addAfter(keyOf(deployment), Math.max(stuckMs - this.#nowMs, 0) + 1_000)
  }

  /** The spec that this pass works for, with the status of now: conditions may have been noted meanwhile. */
  #live(deployment: Deployment): Deployment {
    const live = this.#registry.find(at(deployments, deployment))
    return live?.status === undefined ? deployment : { ...deployment, status: live.status }
  }

  async #writeStatus(deployment: Deployment, status: DeploymentStatus): Promise<Deployment> {
    const change = (live: Deployment): Deployment =>
      live.metadata.uid !== deployment.metadata.uid || sameJson(live.status, status)
        ? live
        : { ...live, status }
    const context = through(this.#context, 'status')
    return (await this.#registry.modify(at(deployments, deployment), change, context)) ?? deployment
  }
}

const selectorOf = (deployment: Deployment): Selector =>
  selectorFromObject(deployment.spec?.selector)
