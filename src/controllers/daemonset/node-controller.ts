import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Registry } from '../../registry/registry.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Node } from '../../schema/generated/core-v1.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import type { PodsByController } from '../pods-by-controller.ts'
import { daemonSets, nodes } from '../rows.ts'
import { eligibilityOf } from './view.ts'

export interface DaemonSetNodesOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly podsByController: PodsByController
  /** Where the keys of DaemonSets go. */
  readonly daemonSetQueue: WorkQueue
}

/**
 * Looks at nodes that came or changed, and wakes the DaemonSets that have something to do there. What
 * changes nothing there wakes nobody, and neither does a node that goes: as in the real thing.
 */
export class DaemonSetNodes implements Loop {
  readonly name = 'daemonset-nodes'
  readonly workers = 2
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #podsByController: PodsByController
  readonly #daemonSetQueue: WorkQueue
  readonly #follower: Follower

  constructor({ registry, timers, podsByController, daemonSetQueue }: DaemonSetNodesOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#podsByController = podsByController
    this.#daemonSetQueue = daemonSetQueue
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.on(nodes, (next, previous) => {
      if (next !== undefined && differs(next, previous)) this.queue.add(keyOf(next))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(name: string): Promise<void> {
    const node = this.#registry.find(at(nodes, name))
    if (node === undefined) return
    for (const ds of this.#registry.all(daemonSets))
      if (this.#concerns(ds, node, name)) this.#daemonSetQueue.add(keyOf(ds))
  }

  #concerns(ds: DaemonSet, node: Node, name: string): boolean {
    const { shouldRun, shouldContinue } = eligibilityOf(ds, node)
    const has = this.#podsByController.countOn(ds.metadata.uid ?? '', name) > 0
    if (!has) return shouldRun
    return !shouldContinue || (ds.status?.numberMisscheduled ?? 0) > 0
  }
}

/** Only labels and taints of nodes matter to DaemonSets. */
function differs(next: Node, previous: Node | undefined): boolean {
  if (previous === undefined) return true
  return (
    !sameJson(next.metadata.labels, previous.metadata.labels) ||
    !sameJson(next.spec?.taints ?? [], previous.spec?.taints ?? [])
  )
}
