// A registry in memory with loops over it and a clock that is moved: what tests of controllers play in.

import { VirtualClock } from '../../src/clock.ts'
import { at } from '../../src/controllers/keys.ts'
import { PodsByController } from '../../src/controllers/pods-by-controller.ts'
import * as rows from '../../src/controllers/rows.ts'
import { bind } from '../../src/controllers/scheduler/binding.ts'
import { SeededIds } from '../../src/ids.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { Runner } from '../../src/loop/runner.ts'
import { Timers } from '../../src/loop/timers.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'
import { formatTime } from '../../src/meta/time.ts'
import { controllerContext, systemContext, through } from '../../src/registry/context.ts'
import { EventRecorder } from '../../src/registry/recorder.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import { targetNodeOf } from '../../src/scheduling/daemon-eligibility.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'

export interface Parts {
  readonly registry: Registry
  readonly timers: Timers
  readonly podsByController: PodsByController
  recorder(component: string): EventRecorder
}

export class World {
  readonly clock = new VirtualClock()
  readonly timers = new Timers(this.clock)
  readonly registry: Registry
  readonly errors: unknown[] = []
  readonly runner: Runner
  readonly loops: readonly Loop[]
  readonly context = systemContext('kubernetes-admin', 'test', ['system:masters'])

  constructor(loopsOf: (parts: Parts) => readonly Loop[]) {
    const { clock, timers } = this
    const store = new MemoryStore({ clock })
    this.registry = new Registry({ store, clock, ids: new SeededIds(1), types: builtinTypes() })
    const { registry } = this
    const asides: EventRecorder[] = []
    const recorder = (component: string): EventRecorder => {
      const context = controllerContext(component)
      const made = new EventRecorder({ registry, kind: rows.events, component, context })
      asides.push(made)
      return made
    }
    const podsByController = new PodsByController(registry)
    const loops = loopsOf({ registry, timers, podsByController, recorder })
    this.loops = loops
    const onError = (_loop: string, _key: string, error: unknown): number => this.errors.push(error)
    this.runner = new Runner({ clock, timers, loops, asides, onError })
  }

  async start(): Promise<void> {
    await this.create(rows.namespaces, { metadata: { name: 'n' } })
    await this.create(rows.serviceAccounts, { metadata: { name: 'default' } })
    this.runner.start()
    await this.settle()
  }

  settle(): Promise<void> {
    return this.runner.settle()
  }

  advance(afterMs: number): Promise<void> {
    return this.runner.advance(afterMs)
  }

  create<T extends KubeObject>(kind: Kind<T>, body: object, namespace = 'n'): Promise<T> {
    const of = target(kind, kind.namespaced ? namespace : '')
    return this.registry.create(of, { value: body }, this.context)
  }

  all<T extends KubeObject>(kind: Kind<T>): readonly T[] {
    return this.registry.all(kind)
  }

  change<T extends KubeObject>(kind: Kind<T>, of: T | string, change: (live: T) => T) {
    return this.registry.modify(at(kind, of), change, this.context)
  }

  delete<T extends KubeObject>(kind: Kind<T>, of: T | string, options = {}) {
    return this.registry.delete(at(kind, of), options, this.context)
  }

  /** Plays scheduler and kubelet for once: what waits is bound, and becomes ready unless told otherwise. */
  async playNodes(ready = true): Promise<void> {
    for (const pod of this.all(rows.pods)) {
      if (pod.metadata.deletionTimestamp !== undefined) await this.reallyDelete(pod)
      else if (pod.status?.phase !== 'Running') {
        if ((pod.spec?.nodeName ?? '') === '') await this.bind(pod)
        await this.setReady(pod, ready)
      }
    }
    await this.settle()
  }

  reallyDelete(pod: Pod) {
    return this.delete(rows.pods, pod, { gracePeriodSeconds: 0 })
  }

  bind(pod: Pod) {
    const { name = '', namespace = '' } = pod.metadata
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { kind: 'Node', name: targetNodeOf(pod) ?? 'somewhere' },
    }
    return bind(this.registry, namespace, name, binding, this.context)
  }

  setReady(pod: Pod, ready: boolean) {
    const status = ready ? 'True' : 'False'
    const lastTransitionTime = formatTime(this.clock.nowMs())
    return this.setStatus(pod, {
      phase: 'Running',
      conditions: [{ type: 'Ready', status, lastTransitionTime }],
    })
  }

  setStatus(pod: Pod, status: NonNullable<Pod['status']>) {
    const change = (live: Pod): Pod => ({ ...live, status })
    return this.registry.modify(at(rows.pods, pod), change, through(this.context, 'status'))
  }
}
