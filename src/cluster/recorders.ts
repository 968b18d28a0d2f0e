import { SCHEDULER_CONTEXT } from '../controllers/scheduler/scheduler.ts'
import { event as eventKind } from '../kinds/index.ts'
import { kubeletContext } from '../kubelet/context.ts'
import type { Aside } from '../loop/runner.ts'
import { controllerContext } from '../registry/context.ts'
import { ActionRecorder, EventRecorder } from '../registry/recorder.ts'
import type { Registry } from '../registry/registry.ts'

/** Those who write Events, each under its own name. */
export class Recorders {
  readonly asides: Aside[] = []
  readonly #registry: Registry

  constructor(registry: Registry) {
    this.#registry = registry
  }

  controller(component: string, account: string): EventRecorder {
    const context = controllerContext(account)
    return this.#kept(
      new EventRecorder({ registry: this.#registry, kind: eventKind, component, context }),
    )
  }

  scheduler(): ActionRecorder {
    return this.#kept(
      new ActionRecorder({
        registry: this.#registry,
        kind: eventKind,
        component: 'default-scheduler',
        context: SCHEDULER_CONTEXT,
      }),
    )
  }

  /** Kept by who asks. */
  kubelet(host: string): EventRecorder {
    const context = kubeletContext(host)
    return new EventRecorder({
      registry: this.#registry,
      kind: eventKind,
      component: 'kubelet',
      host,
      context,
    })
  }

  #kept<T extends Aside>(recorder: T): T {
    this.asides.push(recorder)
    return recorder
  }
}
