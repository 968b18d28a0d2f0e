// Jobs: Pods that come to an end, until enough of them have ended well. What to do is decided in the other
// files of this folder; here it is done. The order of the writes is the real one, so that no Pod is counted
// twice: noted in the status, let go, counted.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { type Selector, selectorFromObject } from '../../meta/labels.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Job, JobCondition, JobStatus } from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference } from '../claim.ts'
import { addFinalizer, removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { PodControl } from '../pod-control.ts'
import { isActive } from '../pod-state.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { jobs, pods } from '../rows.ts'
import { noteOwners } from '../wake.ts'
import { type Backoff, backoffAfter, NO_FAILURES } from './backoff.ts'
import { counted, countPods, noted } from './count.ts'
import { isFinished, isOurs, isTracked, TRACKING } from './facts.ts'
import { planPods } from './manage.ts'
import { newPod } from './new-pod.ts'
import { ended, started, withCondition, withPods, withSuspension } from './status.ts'
import { completionOf, deadlineMs, verdictOn } from './verdict.ts'
import { type JobView, newlyEnded, viewOf } from './view.ts'

/** Changes of Pods are collected for so long. */
const BATCH_MS = 1_000

export interface JobControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
  readonly podsByController: PodsByController
}

export class JobController implements Loop {
  readonly name = 'job'
  readonly workers = 5
  readonly queue: WorkQueue
  readonly #options: JobControllerOptions
  readonly #context = controllerContext('job-controller')
  readonly #podControl: PodControl
  readonly #follower: Follower
  /** By uid. It is lost with the process, as in the real thing. */
  readonly #backoffs = new Map<string, Backoff>()

  constructor(options: JobControllerOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers, {
      baseDelayMs: 1_000,
      maxDelayMs: 60_000,
    })
    this.#podControl = new PodControl(options.registry, this.#context, options.recorder)
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    const { registry } = this.#options
    this.#follower.onAll(jobs, (next, previous) => {
      const job = next ?? previous
      if (job === undefined) return
      if (next === undefined) this.#backoffs.delete(job.metadata.uid ?? '')
      const isOnlyStatus = previous?.metadata.generation === next?.metadata.generation
      if (isOnlyStatus) this.queue.addAfter(keyOf(job), BATCH_MS)
      else this.queue.add(keyOf(job))
    })
    const owners = { registry, kind: jobs, selectorOf }
    this.#follower.on(
      pods,
      noteOwners(owners, key => this.queue.addAfter(key, BATCH_MS)),
    )
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry } = this.#options
    const job = registry.find(at(jobs, key))
    if (job === undefined || !isOurs(job) || isFinished(job)) return
    const view = this.#viewOf(job, await this.#claimPods(job))
    const errors: unknown[] = []
    const status = await this.#manage(view, errors)
    await this.#count(view, status)
    if (errors.length > 0) throw errors[0]
  }

  async #claimPods(job: Job): Promise<readonly Pod[]> {
    const { registry, podsByController } = this.#options
    const { uid = '', namespace = '' } = job.metadata
    const orphans = podsByController.orphansIn(namespace)
    const reference = controllerReference(jobs, job)
    const sorted = claim([...podsByController.of(uid), ...orphans], job, selectorOf(job))
    const claimant = { registry, context: this.#context, kind: pods, reference }
    const owned = await carryOut(claimant, sorted)
    if (sorted.adopt.length === 0) return owned
    const adopted = new Set(sorted.adopt.map(pod => pod.metadata.uid))
    const held = owned.map(pod =>
      adopted.has(pod.metadata.uid)
        ? registry.modify(at(pods, pod), live => addFinalizer(live, TRACKING), this.#context)
        : pod,
    )
    return (await Promise.all(held)).filter(pod => pod !== undefined)
  }

  #viewOf(job: Job, owned: readonly Pod[]): JobView {
    const nowMs = this.#options.registry.clock.nowMs()
    const { uid = '' } = job.metadata
    const fresh = newlyEnded(job, owned)
    const known = this.#backoffs.get(uid) ?? NO_FAILURES
    const backoff = backoffAfter(known, fresh.succeeded, fresh.failed)
    this.#backoffs.set(uid, backoff)
    return viewOf(job, owned, backoff, nowMs)
  }

  /** Makes and deletes Pods; returns the status as far as it follows from that. */
  async #manage(view: JobView, errors: unknown[]): Promise<JobStatus> {
    const { job, nowMs } = view
    const status = started(job, job.status ?? {}, nowMs)
    const verdict = verdictOn({ ...view, job: { ...job, status } })
    if (verdict !== undefined) {
      errors.push(...(await this.#podControl.delete(job, view.active)))
      return withCondition(status, verdict)
    }
    const dueMs = deadlineMs({ ...job, status })
    if (dueMs !== undefined) this.queue.addAfter(keyOf(job), dueMs - nowMs)
    if (job.metadata.deletionTimestamp !== undefined) return status
    errors.push(...(await this.#runPlan(view)))
    const completion = completionOf(view, this.#podsNow(job).filter(isActive).length)
    if (completion !== undefined) return withCondition(status, completion)
    const suspension = withSuspension(job, status, nowMs)
    if (suspension !== status) this.#tellSuspension(job)
    return suspension
  }

  async #runPlan(view: JobView): Promise<unknown[]> {
    const { job } = view
    const { remove, create, againAfterMs } = planPods(view)
    if (againAfterMs !== undefined) this.queue.addAfter(keyOf(job), againAfterMs)
    // These Pods are not counted, so they are let go before they are deleted.
    for (const pod of remove) await this.#letGo(pod)
    const removed = await this.#podControl.delete(job, remove)
    const drafts = create.map(index =>
      newPod(job, index, index === undefined ? undefined : view.lastOfIndex.get(index)),
    )
    return [...removed, ...(await this.#podControl.create(job, drafts))]
  }

  async #count(view: JobView, status: JobStatus): Promise<void> {
    const { job, nowMs } = view
    const end = announcedIn(status)
    const counting = countPods(view, end)
    const first = withPods(noted(status, view, counting), this.#podsNow(job))
    await this.#write(job, first)
    for (const pod of counting.letGo) await this.#letGo(pod)
    const left = this.#podsNow(job)
    const held = new Set(left.filter(isTracked).map(pod => pod.metadata.uid ?? ''))
    const second = withPods(
      counted(first, uid => held.has(uid)),
      left,
    )
    const last = end === undefined ? second : ended(second, end, nowMs)
    await this.#write(job, last)
    if (last !== second) this.#tellEnd(job, last)
  }

  #podsNow(job: Job): readonly Pod[] {
    return this.#options.podsByController.of(job.metadata.uid ?? '')
  }

  #letGo(pod: Pod): Promise<Pod | undefined> {
    const change = (live: Pod): Pod =>
      live.metadata.uid === pod.metadata.uid ? removeFinalizer(live, TRACKING) : live
    return this.#options.registry.modify(at(pods, pod), change, this.#context)
  }

  async #write(job: Job, status: JobStatus): Promise<void> {
    const change = (live: Job): Job =>
      live.metadata.uid !== job.metadata.uid || sameJson(live.status, status)
        ? live
        : { ...live, status }
    await this.#options.registry.modify(at(jobs, job), change, through(this.#context, 'status'))
  }

  #tellSuspension(job: Job): void {
    const { recorder } = this.#options
    if (job.spec?.suspend === true) recorder.event(job, 'Normal', 'Suspended', 'Job suspended')
    else recorder.event(job, 'Normal', 'Resumed', 'Job resumed')
  }

  #tellEnd(job: Job, { conditions = [], succeeded = 0 }: JobStatus): void {
    const { recorder } = this.#options
    const end = conditions.at(-1)
    if (end?.type === 'Failed') {
      recorder.event(job, 'Warning', end.reason ?? '', end.message ?? '')
      return
    }
    if (succeeded > (job.spec?.completions ?? Number.POSITIVE_INFINITY))
      recorder.event(job, 'Warning', 'TooManySucceededPods', TOO_MANY)
    recorder.event(job, 'Normal', 'Completed', 'Job completed')
  }
}

const TOO_MANY = 'Too many succeeded pods running after completion count reached'

const announcedIn = ({ conditions = [] }: JobStatus): JobCondition | undefined =>
  conditions.find(
    one =>
      one.status === 'True' && (one.type === 'SuccessCriteriaMet' || one.type === 'FailureTarget'),
  )

const selectorOf = (job: Job): Selector => selectorFromObject(job.spec?.selector)
