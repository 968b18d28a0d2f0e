// The controllers and kubelets of a cluster, in the order in which they get their turns.
import type { Clock } from '../clock.ts'
import { ClusterRoleAggregation } from '../controllers/clusterrole-aggregation/controller.ts'
import { DaemonSetController } from '../controllers/daemonset/controller.ts'
import { DaemonSetNodes } from '../controllers/daemonset/node-controller.ts'
import { PodsByController } from '../controllers/pods-by-controller.ts'
import type { Ids } from '../ids.ts'
import { event as eventKind, type Table } from '../kinds/index.ts'
import type { Loop } from '../loop/loop.ts'
import type { Aside } from '../loop/runner.ts'
import type { Timers } from '../loop/timers.ts'
import { controllerContext } from '../registry/context.ts'
import { EventRecorder } from '../registry/recorder.ts'
import type { Registry } from '../registry/registry.ts'

/** How the simulated world behaves; durations are world time in milliseconds. */
export interface WorldOptions {
  /** From a Pod's binding until its containers run; a moment when left out, 0 is at once. */
  readonly podStartDelayMs?: number | undefined
  readonly nodeMonitorPeriodMs?: number | undefined
  readonly nodeMonitorGracePeriodMs?: number | undefined
  readonly nodeStartupGracePeriodMs?: number | undefined
}

export interface LoopParts {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly ids: Ids
  readonly timers: Timers
}

export interface World {
  readonly loops: readonly Loop[]
  readonly asides: readonly Aside[]
}

export function makeLoops(parts: LoopParts, _options: WorldOptions): World {
  const { registry, timers } = parts
  const asides: Aside[] = []
  const recorderOf = (component: string, account: string): EventRecorder => {
    const recorder = new EventRecorder({
      registry,
      kind: eventKind,
      component,
      context: controllerContext(account),
    })
    asides.push(recorder)
    return recorder
  }
  const podsByController = new PodsByController(registry)
  const daemonSets = new DaemonSetController({
    registry,
    timers,
    podsByController,
    recorder: recorderOf('daemonset-controller', 'daemon-set-controller'),
  })
  const loops: Loop[] = [
    daemonSets,
    new DaemonSetNodes({ registry, timers, podsByController, daemonSetQueue: daemonSets.queue }),
    new ClusterRoleAggregation({ registry, timers }),
  ]
  return { loops, asides }
}
