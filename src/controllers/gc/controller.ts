// Garbage collection: dependents go after their owners, before them, or stay without them. Works on
// every kind of the table, also on those that are added while it runs; Events are never collected.
import type { Table } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { type Kind, resourceOf } from '../../meta/kind.ts'
import type { KubeObject, OwnerReference } from '../../meta/object.ts'
import { controllerContext } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { type Target, target } from '../../registry/target.ts'
import { ignoring, withoutOwner } from '../claim.ts'
import { removeFinalizer } from '../finalizers.ts'
import { DependentsByOwner, ownersOf } from './dependents.ts'
import { ForeignOwners } from './foreign-owners.ts'
import {
  type Action,
  awaitsDependents,
  FOREGROUND,
  leavesOrphans,
  ORPHAN,
  type OwnerState,
  plan,
} from './plan.ts'

export interface GarbageCollectorOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly table: Table
  /** Left out, nothing is told of owners in other namespaces. */
  readonly events?: EventRecorder
}

const IGNORED: ReadonlySet<string> = new Set(['events', 'events.k8s.io/events'])

export class GarbageCollector implements Loop {
  readonly name = 'gc'
  readonly workers = 20
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #table: Table
  readonly #context = controllerContext('generic-garbage-collector')
  readonly #dependents = new DependentsByOwner()
  readonly #offs: (() => void)[] = []
  readonly #foreign: ForeignOwners | undefined

  constructor({ registry, timers, table, events }: GarbageCollectorOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#table = table
    this.#foreign = events && new ForeignOwners(registry, events)
  }

  start(): void {
    const { store } = this.#registry
    this.#offs.push(
      store.onChange(undefined, ({ key, next, previous }) => {
        if (IGNORED.has(key.resource)) return
        this.#note(keyText(key), next?.object, previous?.object)
      }),
      // An owner's kind may be known from now on: whoever has owners is looked at again.
      this.#table.onChange((kind, change) => {
        if (change === 'added') this.#noteKind(kind)
      }),
    )
    const snapshot = store.snapshot()
    for (const resource of snapshot.resources()) {
      if (IGNORED.has(resource)) continue
      for (const entry of snapshot.list(resource)) {
        const { metadata } = entry.object
        if (metadata.ownerReferences === undefined && metadata.deletionTimestamp === undefined)
          continue
        this.#note(keyText(entry.key), entry.object, undefined)
      }
    }
  }

  stop(): void {
    for (const off of this.#offs.splice(0)) off()
  }

  async reconcile(key: string): Promise<void> {
    const of = this.#target(key)
    const object = of && this.#registry.find(of)
    if (of === undefined || object === undefined) return
    const uid = object.metadata.uid ?? ''
    const action = plan(object, owner => this.#stateOf(of, object, owner), {
      count: this.#dependents.count(uid),
      blocks: this.#isBlocked(uid),
    })
    await this.#act(of, object, action)
  }

  async #act(of: Target, object: KubeObject, action: Action): Promise<void> {
    const { uid = '' } = object.metadata
    switch (action.do) {
      case 'nothing':
        return
      case 'await':
        if (!action.blocked) await this.#withoutFinalizer(of, FOREGROUND)
        return
      case 'orphan':
        await Promise.all(this.#dependents.of(uid).map(key => this.#disown(key, [uid])))
        await this.#withoutFinalizer(of, ORPHAN)
        return
      case 'disown':
        await this.#disown(this.#keyOf(of), action.uids)
        return
      case 'delete': {
        if (action.propagation === 'Foreground') await this.#unblock(of, object)
        const options = { propagationPolicy: action.propagation, preconditions: { uid } }
        const remove = () => this.#registry.delete(of, options, this.#context)
        await ignoring(['NotFound'], remove)
        return
      }
      default:
        action satisfies never
    }
  }

  /** Two that wait for each other would wait for ever: one of them stops holding its owners. */
  async #unblock(of: Target, object: KubeObject): Promise<void> {
    const waits = this.#dependents.of(object.metadata.uid ?? '').some(key => {
      const at = this.#target(key)
      const dependent = at && this.#registry.find(at)
      return dependent !== undefined && awaitsDependents(dependent)
    })
    if (!waits) return
    const unblocked = (live: KubeObject): KubeObject => {
      const ownerReferences = ownersOf(live).map(owner => ({ ...owner, blockOwnerDeletion: false }))
      return { ...live, metadata: { ...live.metadata, ownerReferences } }
    }
    await this.#registry.modify(of, unblocked, this.#context)
  }

  async #disown(key: string, uids: readonly string[]): Promise<void> {
    const of = this.#target(key)
    if (of === undefined) return
    const freed = (live: KubeObject): KubeObject => uids.reduce(withoutOwner, live)
    await ignoring(['NotFound'], () => this.#registry.modify(of, freed, this.#context))
  }

  async #withoutFinalizer(of: Target, finalizer: string): Promise<void> {
    const freed = (live: KubeObject): KubeObject => removeFinalizer(live, finalizer)
    await this.#registry.modify(of, freed, this.#context)
  }

  /** An owner is looked for under its name, in the namespace of the dependent; another uid is another object. */
  #stateOf(dependent: Target, object: KubeObject, owner: OwnerReference): OwnerState {
    const of = this.#ownerTarget(dependent.namespace, owner)
    if (of === undefined) return 'unknown'
    const isAbove = of.kind.namespaced && !dependent.kind.namespaced
    const found = isAbove ? undefined : this.#registry.find(of)
    if (found !== undefined && found.metadata.uid === owner.uid)
      return awaitsDependents(found) ? 'waiting' : 'solid'
    this.#foreign?.look(object, owner, of.kind)
    return isAbove ? 'unknown' : 'absent'
  }

  #isBlocked(uid: string): boolean {
    return this.#dependents.of(uid).some(key => {
      const of = this.#target(key)
      const owners = ownersOf(of && this.#registry.find(of))
      return owners.some(owner => owner.uid === uid && owner.blockOwnerDeletion === true)
    })
  }

  /** Notes who has to be looked at after a change: the object itself, its dependents, its owners. */
  #note(key: string, next: KubeObject | undefined, previous: KubeObject | undefined): void {
    const after = ownersOf(next)
    const before = ownersOf(previous)
    this.#dependents.follow(key, next, previous)
    if (after !== before) this.#noteOwners(key, next, after, before)
    if (next === undefined) this.#noteDependents(previous?.metadata.uid)
    else if (newly(awaitsDependents, next, previous)) {
      this.queue.add(key)
      this.#noteDependents(next.metadata.uid)
    } else if (newly(leavesOrphans, next, previous)) this.queue.add(key)
  }

  #noteOwners(
    key: string,
    next: KubeObject | undefined,
    after: readonly OwnerReference[],
    before: readonly OwnerReference[],
  ): void {
    if (next !== undefined && after.length > 0) this.queue.add(key)
    const namespace = key.split('/')[2] ?? ''
    for (const owner of before) {
      const of = this.#ownerTarget(namespace, owner)
      const found = of && this.#registry.find(of)
      if (of !== undefined && found !== undefined && awaitsDependents(found))
        this.queue.add(this.#keyOf(of))
    }
  }

  #noteDependents(uid = ''): void {
    for (const dependent of this.#dependents.of(uid)) this.queue.add(dependent)
  }

  #noteKind(kind: Kind): void {
    const { store } = this.#registry
    const snapshot = store.snapshot()
    for (const resource of snapshot.resources())
      for (const entry of snapshot.list(resource))
        if (ownersOf(entry.object).some(owner => owner.kind === kind.kind))
          this.queue.add(keyText(entry.key))
  }

  #ownerTarget(namespace: string, owner: OwnerReference): Target | undefined {
    const [first = '', second] = owner.apiVersion.split('/')
    const [group, version] = second === undefined ? ['', first] : [first, second]
    const kind = this.#table.findKind(group, version, owner.kind)?.kind
    return kind && target(kind, kind.namespaced ? namespace : '', owner.name)
  }

  #target(key: string): Target | undefined {
    const [group = '', plural = '', namespace = '', name = ''] = key.split('/')
    const kind = this.#table.byResource(resourceOf({ group, plural }))
    return kind && target(kind, namespace, name)
  }

  #keyOf(of: Target): string {
    return keyText({ ...of, resource: resourceOf(of.kind) })
  }
}

/** `group/plural/namespace/name`: none of them can have a slash. */
function keyText(key: { resource: string; namespace: string; name: string }): string {
  const resource = key.resource.includes('/') ? key.resource : `/${key.resource}`
  return `${resource}/${key.namespace}/${key.name}`
}

const newly = (
  is: (object: KubeObject) => boolean,
  next: KubeObject,
  previous: KubeObject | undefined,
): boolean => is(next) && (previous === undefined || !is(previous))
