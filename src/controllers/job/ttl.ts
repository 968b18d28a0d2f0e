// Deletes Jobs that are over and whose time to live has passed; after `ttlafterfinished_controller.go`.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { parseTime } from '../../meta/time.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Job } from '../../schema/generated/batch-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { jobs } from '../rows.ts'
import { holding } from './facts.ts'

export class JobTtl implements Loop {
  readonly name = 'job-ttl'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = controllerContext('ttl-after-finished-controller')
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll<Job>(jobs, next => {
      if (next !== undefined && expiryMs(next) !== undefined) this.queue.add(keyOf(next))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const job = this.#registry.find(at(jobs, key))
    const dueMs = job === undefined ? undefined : expiryMs(job)
    if (job === undefined || dueMs === undefined) return
    const leftMs = dueMs - this.#registry.clock.nowMs()
    if (leftMs > 0) return this.queue.addAfter(key, leftMs)
    const { uid, resourceVersion } = job.metadata
    const preconditions = {
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    }
    const options = { propagationPolicy: 'Foreground' as const, preconditions }
    await ignoring(['NotFound'], () => this.#registry.delete(at(jobs, job), options, this.#context))
  }
}

/** When a Job is to go: nothing while it goes on, is going, or may stay. */
export function expiryMs(job: Job): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec ?? {}
  const end = holding(job, 'Complete') ?? holding(job, 'Failed')
  if (ttlSecondsAfterFinished === undefined || end === undefined) return undefined
  if (job.metadata.deletionTimestamp !== undefined) return undefined
  const endMs = parseTime(end.lastTransitionTime ?? '')
  return endMs === undefined ? undefined : endMs + ttlSecondsAfterFinished * 1000
}
