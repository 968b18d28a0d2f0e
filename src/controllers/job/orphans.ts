// Lets go of Pods that no Job will ever count: those whose Job has gone, or is over.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { matches, selectorFromObject } from '../../meta/labels.ts'
import { controllerOf } from '../../meta/object.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Job } from '../../schema/generated/batch-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { jobs, pods } from '../rows.ts'
import { isFinished, isTracked, TRACKING } from './facts.ts'

export interface JobOrphansOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly podsByController: PodsByController
}

export class JobOrphans implements Loop {
  readonly name = 'job-orphans'
  readonly queue: WorkQueue
  readonly #options: JobOrphansOptions
  readonly #context = controllerContext('job-controller')
  readonly #follower: Follower

  constructor(options: JobOrphansOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    this.#follower.onAll<Pod>(pods, next => {
      if (next !== undefined && isTracked(next) && !this.#hasJob(next)) this.queue.add(keyOf(next))
    })
    this.#follower.on<Job>(jobs, (next, previous) => {
      if (next !== undefined && !isFinished(next)) return
      const uid = (next ?? previous)?.metadata.uid ?? ''
      for (const pod of this.#options.podsByController.of(uid))
        if (isTracked(pod)) this.queue.add(keyOf(pod))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const change = (live: Pod): Pod => (this.#hasJob(live) ? live : removeFinalizer(live, TRACKING))
    await this.#options.registry.modify(at(pods, key), change, this.#context)
  }

  /** Whether a Job that goes on has the Pod, or will take it. */
  #hasJob(pod: Pod): boolean {
    const { registry } = this.#options
    const { namespace = '', labels } = pod.metadata
    const controller = controllerOf(pod)
    if (controller !== undefined) {
      const job = registry.find(target(jobs, namespace, controller.name))
      return job?.metadata.uid === controller.uid && !isFinished(job)
    }
    return registry
      .all(jobs, namespace)
      .some(
        job =>
          job.metadata.deletionTimestamp === undefined &&
          !isFinished(job) &&
          matches(selectorFromObject(job.spec?.selector), labels),
      )
  }
}
