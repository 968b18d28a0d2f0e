import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { isNamespaceTerminating } from '../pod-control.ts'
import { namespaces, serviceAccounts } from '../rows.ts'

/** Gives every namespace its service account `default`, again when it is deleted. */
export class ServiceAccounts implements Loop {
  readonly name = 'serviceaccount'
  readonly workers = 4
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = controllerContext('service-account-controller')
  readonly #follower: Follower

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(namespaces, next => {
      if (next !== undefined) this.queue.add(keyOf(next))
    })
    this.#follower.on(serviceAccounts, (next, previous) => {
      if (next === undefined && previous?.metadata.name === 'default')
        this.queue.add(previous.metadata.namespace ?? '')
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(namespace: string): Promise<void> {
    const found = this.#registry.find(at(namespaces, namespace))
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return
    const of = target(serviceAccounts, namespace, 'default')
    if (this.#registry.find(of) !== undefined) return
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    }
    await unlessGoing(() => this.#registry.create(of, account, this.#context))
  }
}

/** Runs a create; that it exists already, or that its namespace is going, is no failure. */
export async function unlessGoing<T>(create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ignoring(['AlreadyExists', 'NotFound'], create)
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined
    throw error
  }
}
