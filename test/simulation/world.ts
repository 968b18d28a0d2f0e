// Where a simulation takes place: what a DaemonSet can meet (its controller, nodes and their kubelets, scheduler, evictions,
// garbage collection) over a registry that records neither owners of fields nor Events, so that a thousand seeds take a
// minute. `whole.ts` has everything else, too, and takes several times as long.
import { VirtualClock } from '../../src/clock.ts'
import { podsByNode } from '../../src/cluster/pods-by-node.ts'
import { ApiFaults } from '../../src/controllers/apifaults/controller.ts'
import { DaemonSetController } from '../../src/controllers/daemonset/controller.ts'
import { DaemonSetNodes } from '../../src/controllers/daemonset/node-controller.ts'
import { GarbageCollector } from '../../src/controllers/gc/controller.ts'
import { NodeHealthLoop } from '../../src/controllers/node/health-loop.ts'
import { NodeStateLoop } from '../../src/controllers/node/state-loop.ts'
import { PodGc } from '../../src/controllers/podgc/controller.ts'
import { PodsByController } from '../../src/controllers/pods-by-controller.ts'
import { Scheduler } from '../../src/controllers/scheduler/scheduler.ts'
import { TaintEviction } from '../../src/controllers/tainteviction/controller.ts'
import { type Ids, SeededIds } from '../../src/ids.ts'
import * as kinds from '../../src/kinds/index.ts'
import { usual } from '../../src/kubelet/behavior.ts'
import { NodeLoop } from '../../src/kubelet/node-loop.ts'
import { PodLoop } from '../../src/kubelet/pod-loop.ts'
import { registerNode } from '../../src/kubelet/registration.ts'
import { WorldLoop } from '../../src/kubelet/world-loop.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { Runner } from '../../src/loop/runner.ts'
import { Timers } from '../../src/loop/timers.ts'
import { controllerContext, systemContext } from '../../src/registry/context.ts'
import { ActionRecorder, EventRecorder } from '../../src/registry/recorder.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/store/store.ts'

/** What steps are done to; a `Cluster` is one. */
export interface World {
  readonly registry: Registry
  settle(): Promise<void>
  advance(ms: number): Promise<void>
  fork(): Promise<World>
  close(): Promise<void>
}

export interface WorldOptions {
  readonly podStartDelayMs: number
  readonly onError: (where: string, error: unknown) => void
  readonly aroundLoop: (loop: Loop, registry: Registry) => Loop
}

const NODES = ['worker-1', 'worker-2']
const ADMIN = systemContext('kubernetes-admin', 'simulation', ['system:masters'])

/** Two workers and a control plane, which others join, with what concerns DaemonSets. */
export async function smallWorld(options: WorldOptions): Promise<World> {
  const clock = new VirtualClock()
  const world = started(options, {
    clock,
    store: new MemoryStore({ clock }),
    ids: new SeededIds(1),
    timers: new Timers(clock),
  })
  const { registry } = world
  for (const name of ['default', 'kube-node-lease'])
    await registry.create(target(kinds.namespace), named(name), ADMIN)
  const account = target(kinds.serviceAccount, 'default')
  await registry.create(account, named('default'), ADMIN)
  for (const [index, name] of ['control-plane', ...NODES].entries())
    await registerNode(registry, { name, controlPlane: index === 0, index })
  await world.settle()
  return world
}

const named = (name: string): never => ({ value: { metadata: { name } } }) as never

interface State {
  readonly clock: VirtualClock
  readonly store: Store
  readonly ids: Ids
  readonly timers: Timers
}

function started(options: WorldOptions, state: State): World {
  const { clock, store, ids, timers } = state
  const registry = new Registry({
    store,
    clock,
    ids,
    types: builtinTypes(),
    managedFields: false,
  })
  const loops = loopsOf(registry, timers, options.podStartDelayMs)
  const runner = new Runner({
    clock,
    timers,
    loops: loops.map(loop => options.aroundLoop(loop, registry)),
    onError: (loop, key, error) => options.onError(`${loop} ${key}`, error),
  })
  runner.start()
  return {
    registry,
    settle: () => runner.settle(),
    advance: ms => runner.advance(ms),
    fork: async () => {
      const own = new VirtualClock(clock.nowMs())
      const fork = store.fork?.(own)
      if (fork === undefined) throw new Error('this store cannot be forked')
      const copy = { clock: own, store: fork, ids: ids.clone(), timers: timers.clone(own) }
      return started(options, copy)
    },
    close: async () => {
      await runner.stop()
      await store.close()
    },
  }
}

/** In the order of `cluster/loops.ts`. */
function loopsOf(registry: Registry, timers: Timers, podStartDelayMs: number): Loop[] {
  const podsByController = new PodsByController(registry)
  const podsOfNodes = podsByNode(registry)
  const events = silence(registry)
  const world = new WorldLoop({ registry, timers, usual: usual(podStartDelayMs) })
  const { behaviorOf, isUp } = world
  const nodeLoop = new NodeLoop({ registry, timers, isUp })
  const podLoop = new PodLoop({ registry, timers, podsOfNodes, behaviorOf, isUp })
  world.wakes({
    node: name => {
      nodeLoop.queue.add(name)
      podLoop.refresh(name)
    },
    reboot: name => podLoop.reboot(name),
    pod: pod => podLoop.behave(pod),
  })
  const daemonSets = new DaemonSetController({
    registry,
    timers,
    podsByController,
    recorder: events,
  })
  return [
    new ApiFaults({ registry, timers }),
    world,
    nodeLoop,
    new NodeStateLoop({ registry, timers }),
    new NodeHealthLoop({ registry, timers, podsOfNodes, events }),
    new TaintEviction({ registry, timers, podsOfNodes, events }),
    new PodGc({ registry, timers }),
    daemonSets,
    new DaemonSetNodes({ registry, timers, podsByController, daemonSetQueue: daemonSets.queue }),
    new Scheduler({
      registry,
      timers,
      podsOfNodes,
      events: new SilentActions(recorderOf(registry)),
    }),
    podLoop,
    new GarbageCollector({ registry, timers, table }),
  ]
}

const table = new kinds.Table([
  kinds.namespace,
  kinds.node,
  kinds.pod,
  kinds.lease,
  kinds.daemonSet,
  kinds.controllerRevision,
  kinds.fault,
  kinds.podBehavior,
] as never[])

const recorderOf = (registry: Registry) => ({
  registry,
  kind: kinds.event as never,
  component: 'simulation',
  context: controllerContext('simulation'),
})

const silence = (registry: Registry): EventRecorder => new SilentEvents(recorderOf(registry))

/** Nobody reads Events here. */
class SilentEvents extends EventRecorder {
  override event(): void {}
}

class SilentActions extends ActionRecorder {
  override event(): void {}
}
