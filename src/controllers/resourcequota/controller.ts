// Keeps what quotas say of their namespaces: counted anew when a quota changes, when something goes, and now
// and then. What is added is noted by admission, which is what keeps to the limit.
import { resourceQuota } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { ResourceQuota } from '../../schema/generated/core-v1.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { inScopes } from './scopes.ts'
import { plus, type Usage, usageOf } from './usage.ts'

const CONTEXT = through(controllerContext('resourcequota-controller'), 'status')
const RESYNC_MS = 5 * 60_000

/** A change as the log of the registry's store tells it. */
type Change = Parameters<Parameters<Registry['store']['onChange']>[1]>[0]

export class ResourceQuotaController implements Loop {
  readonly name = 'resourcequota'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #follower: Follower
  /** Keys of quotas by namespace, so that namespaces without one cost nothing. */
  readonly #quotas = new Map<string, Set<string>>()
  #unsubscribe = (): void => {}

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll(resourceQuota, (next, previous) => this.#noteQuota(next, previous))
    this.#unsubscribe = this.#registry.store.onChange(undefined, change => this.#note(change))
  }

  stop(): void {
    this.#unsubscribe()
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const of = at(resourceQuota, key)
    const quota = this.#registry.find(of)
    if (quota === undefined) return
    await this.#registry.modify(of, live => this.#counted(live), CONTEXT)
    this.queue.addAfter(key, RESYNC_MS)
  }

  #counted(quota: ResourceQuota): ResourceQuota {
    const hard = quota.spec?.hard ?? {}
    const used = this.#usedOf(quota, Object.keys(hard))
    const same =
      sameJson(quota.status?.hard ?? {}, hard) && sameJson(quota.status?.used ?? {}, used)
    return same ? quota : { ...quota, status: { hard, used } }
  }

  #usedOf(quota: ResourceQuota, names: readonly string[]): Usage {
    const used: Record<string, string> = Object.fromEntries(names.map(name => [name, '0']))
    const snapshot = this.#registry.store.snapshot()
    for (const resource of resourcesFor(names))
      for (const { object } of snapshot.list(resource, quota.metadata.namespace ?? '')) {
        if (!inScopes(quota, resource, object)) continue
        for (const [name, amount] of Object.entries(usageOf(resource, object)))
          if (name in used) used[name] = plus(used[name], amount)
      }
    return used
  }

  #noteQuota(next: ResourceQuota | undefined, previous: ResourceQuota | undefined): void {
    const quota = next ?? previous
    if (quota === undefined) return
    const { namespace = '' } = quota.metadata
    const keys = this.#quotas.get(namespace) ?? new Set()
    if (next === undefined) keys.delete(keyOf(quota))
    else keys.add(keyOf(quota))
    if (keys.size === 0) this.#quotas.delete(namespace)
    else this.#quotas.set(namespace, keys)
    if (next !== undefined && !sameJson(next.spec?.hard ?? {}, next.status?.hard ?? {}))
      this.queue.add(keyOf(next))
  }

  /** Something has gone or may take less than before. */
  #note({ key, previous, next }: Change): void {
    if (previous === undefined || this.#quotas.size === 0) return
    const keys = this.#quotas.get(key.namespace)
    if (keys === undefined || key.resource === 'resourcequotas') return
    if (next !== undefined && (!GROWS.has(key.resource) || sameUsage(key.resource, previous, next)))
      return
    for (const quota of keys) this.queue.add(quota)
  }
}

/** Kinds that take more or less as they change. */
const GROWS: ReadonlySet<string> = new Set(['pods', 'services', 'persistentvolumeclaims'])

const sameUsage = (
  resource: string,
  previous: NonNullable<Change['previous']>,
  next: NonNullable<Change['next']>,
): boolean => sameJson(usageOf(resource, previous.object), usageOf(resource, next.object))

/** Which resources must be counted for these names. */
function resourcesFor(names: readonly string[]): Set<string> {
  const resources = new Set<string>()
  for (const name of names) {
    if (name.startsWith('count/')) {
      const [plural = '', ...group] = name.slice('count/'.length).split('.')
      resources.add(group.length === 0 ? plural : `${group.join('.')}/${plural}`)
    } else if (name === 'services' || name.startsWith('services.')) resources.add('services')
    else if (/(^|\/)(persistentvolumeclaims|requests\.storage)$/.test(name))
      resources.add('persistentvolumeclaims')
    else if (/^(configmaps|secrets|replicationcontrollers|resourcequotas)$/.test(name))
      resources.add(name)
    else resources.add('pods')
  }
  return resources
}
