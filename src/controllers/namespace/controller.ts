// The end of namespaces: everything in one that is being deleted is deleted, what is left is told in
// its conditions, and when nothing is left its finalizer is taken off.
import type { Table } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { type Kind, resourceOf } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Namespace, Pod } from '../../schema/generated/core-v1.ts'
import { ignoring } from '../claim.ts'
import { at } from '../keys.ts'
import { textOf } from '../pod-control.ts'
import { namespaces, pods } from '../rows.ts'
import { conditionsOf, type Remaining } from './plan.ts'

export interface NamespaceControllerOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly table: Table
}

/** What is left of a namespace after a try to empty it, and what failed. */
interface Emptied {
  readonly remaining: readonly Remaining[]
  readonly failures: readonly string[]
}

const FINALIZER = 'kubernetes'
/** The real controller waits, so that every API server has seen that the namespace is going. */
const SETTLING_MS = 5_000

export class NamespaceController implements Loop {
  readonly name = 'namespace'
  readonly workers = 10
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #table: Table
  readonly #context = controllerContext('namespace-controller')
  #off: (() => void) | undefined

  constructor({ registry, timers, table }: NamespaceControllerOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#table = table
  }

  start(): void {
    for (const namespace of this.#registry.all(namespaces)) this.#note(namespace)
    const resource = resourceOf(namespaces)
    this.#off = this.#registry.store.onChange(undefined, ({ key, next }) => {
      if (key.resource === resource && next !== undefined) this.#note(next.object)
      // What goes from a namespace may be the last thing that it waits for.
      else if (next === undefined && key.namespace !== '') this.#noteName(key.namespace)
    })
  }

  stop(): void {
    this.#off?.()
  }

  async reconcile(name: string): Promise<void> {
    const of = at(namespaces, name)
    const namespace = this.#registry.find(of)
    if (namespace?.metadata.deletionTimestamp === undefined) return
    if (finalizersOf(namespace).length === 0) return
    const { failures, remaining } = await this.#empty(name)
    await this.#writeConditions(name, remaining, failures)
    if (remaining.some(one => one.objects.length > 0) || failures.length > 0) {
      const graceMs = this.#longestGraceMs(name)
      this.queue.addAfter(name, Math.max(graceMs / 2, 1_000))
      return
    }
    await this.#finalize(name)
  }

  #note(namespace: KubeObject): void {
    if (namespace.metadata.deletionTimestamp !== undefined)
      this.queue.addAfter(namespace.metadata.name ?? '', SETTLING_MS)
  }

  /** Conditions tell that its content is being deleted already. */
  #noteName(name: string): void {
    const namespace = this.#registry.find(at(namespaces, name))
    if (namespace?.metadata.deletionTimestamp === undefined) return
    if (namespace.status?.conditions !== undefined) this.queue.add(name)
  }

  /** Every kind that lives in namespaces and can be deleted. */
  #kinds(): readonly Kind[] {
    return this.#table
      .all()
      .filter(
        kind => kind.namespaced && kind.handler === undefined && kind.verbs.includes('delete'),
      )
  }

  /** Pods go first, and all else when none is left: they may need the rest to come to their end. */
  async #empty(name: string): Promise<Emptied> {
    const kinds = this.#kinds()
    const first = await this.#deleteAll(name, kinds.filter(isPods))
    if (first.remaining.some(one => one.objects.length > 0)) return first
    const rest = await this.#deleteAll(
      name,
      kinds.filter(kind => !isPods(kind)),
    )
    return { ...rest, failures: [...first.failures, ...rest.failures] }
  }

  async #deleteAll(name: string, kinds: readonly Kind[]): Promise<Emptied> {
    const failures: string[] = []
    const options = { propagationPolicy: 'Background' } as const
    for (const kind of kinds) {
      const fresh = this.#registry
        .all(kind, name)
        .filter(object => object.metadata.deletionTimestamp === undefined)
      const remove = async (object: KubeObject) => {
        try {
          await ignoring(['NotFound'], () =>
            this.#registry.delete(at(kind, object), options, this.#context),
          )
        } catch (error) {
          failures.push(textOf(error))
        }
      }
      await Promise.all(fresh.map(remove))
    }
    const remaining = kinds.map(kind => ({ kind, objects: this.#registry.all(kind, name) }))
    return { remaining, failures }
  }

  #writeConditions(
    name: string,
    remaining: readonly Remaining[],
    failures: readonly string[],
  ): Promise<Namespace | undefined> {
    const nowMs = this.#registry.clock.nowMs()
    const change = (live: Namespace): Namespace => {
      const known = live.status?.conditions ?? []
      const conditions = conditionsOf(known, remaining, failures, nowMs)
      if (sameJson(known, conditions)) return live
      return { ...live, status: { ...live.status, conditions } }
    }
    return this.#registry.modify(at(namespaces, name), change, through(this.#context, 'status'))
  }

  /** Half of what the slowest Pod may take is waited before the next look, unless something goes earlier. */
  #longestGraceMs(name: string): number {
    const seconds = this.#registry
      .all(pods, name)
      .map((pod: Pod) => pod.metadata.deletionGracePeriodSeconds ?? 0)
    return Math.max(0, ...seconds) * 1000
  }

  async #finalize(name: string): Promise<void> {
    const change = (live: Namespace): Namespace => {
      const finalizers = finalizersOf(live).filter(one => one !== FINALIZER)
      const { finalizers: _, ...spec } = live.spec ?? {}
      return { ...live, spec: finalizers.length === 0 ? spec : { ...spec, finalizers } }
    }
    const context = through(this.#context, 'finalize')
    await this.#registry.modify(at(namespaces, name), change, context)
  }
}

const isPods = (kind: Kind): boolean => resourceOf(kind) === resourceOf(pods)

const finalizersOf = (namespace: Namespace): readonly string[] => namespace.spec?.finalizers ?? []
