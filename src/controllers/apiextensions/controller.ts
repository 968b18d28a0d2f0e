// Definitions of custom resources in a running cluster: their names are accepted, their rows served, and
// when they go their instances go first. What a row is made of is no business of this room.
import { approvalCondition } from '../../kinds/crd/approval.ts'
import { type Condition, conditionOf, isTrue, withCondition } from '../../kinds/crd/conditions.ts'
import { CLEANUP_FINALIZER } from '../../kinds/crd/deletion.ts'
import type { ConversionCalls } from '../../kinds/customresource/conversion.ts'
import { customResourceDefinition, type Table } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { resourceOf } from '../../meta/kind.ts'
import { systemContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import { ignoring } from '../claim.ts'
import { at, keyOf } from '../keys.ts'
import { ApiServices } from './api-services.ts'
import { ESTABLISHED, establishing, namingOf } from './names.ts'
import { CustomRows, groupOf } from './rows.ts'

export interface CustomResourcesOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly table: Table
  /** How webhooks are asked that convert between versions. */
  readonly conversions: ConversionCalls
}

export class CustomResources implements Loop {
  readonly name = 'apiextensions'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #table: Table
  readonly #rows: CustomRows
  readonly #services: ApiServices
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])
  #off: (() => void) | undefined

  constructor({ registry, timers, table, conversions }: CustomResourcesOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#table = table
    this.#rows = new CustomRows(table, conversions)
    this.#services = new ApiServices(registry)
  }

  start(): void {
    const own = resourceOf(customResourceDefinition)
    this.#off = this.#registry.store.onChange(undefined, ({ key, next }) => {
      if (key.resource === own) this.queue.add(key.name)
      // The last instance that goes may be what its definition waits for.
      else if (next === undefined && key.resource.includes('.')) this.#noteDefinition(key.resource)
    })
    for (const crd of this.#registry.all(customResourceDefinition)) {
      if (isTrue(crd, 'Established')) this.#rows.show(crd)
      this.queue.add(keyOf(crd))
    }
  }

  stop(): void {
    this.#off?.()
  }

  async reconcile(name: string): Promise<void> {
    const crd = this.#registry.find(at(customResourceDefinition, name))
    if (crd === undefined) return this.#forget(name)
    if (isTrue(crd, 'Established')) this.#rows.show(crd)
    const served = await this.#establish(await this.#accept(await this.#approve(crd)))
    if (served === undefined) return
    await this.#services.sync(groupOf(name), this.#ofGroup(groupOf(name)))
    if (served.metadata.deletionTimestamp !== undefined) await this.#clean(served)
  }

  #noteDefinition(resource: string): void {
    const [group = '', plural = ''] = resource.split('/')
    const name = `${plural}.${group}`
    const crd = this.#registry.find(at(customResourceDefinition, name))
    if (crd?.metadata.deletionTimestamp !== undefined) this.queue.add(name)
  }

  #ofGroup(group: string): readonly CustomResourceDefinition[] {
    return this.#registry.all(customResourceDefinition).filter(crd => crd.spec?.group === group)
  }

  /** Others of the group may have waited for the names of one that is gone. */
  async #forget(name: string): Promise<void> {
    this.#rows.hide(name)
    const others = this.#ofGroup(groupOf(name))
    await this.#services.sync(groupOf(name), others)
    for (const other of others) this.queue.add(keyOf(other))
  }

  #write(
    crd: CustomResourceDefinition,
    change: (live: CustomResourceDefinition) => CustomResourceDefinition,
  ): Promise<CustomResourceDefinition | undefined> {
    const of = at(customResourceDefinition, crd)
    return this.#registry.modify(of, change, through(this.#context, 'status'))
  }

  #writeCondition(
    crd: CustomResourceDefinition,
    condition: Condition,
  ): Promise<CustomResourceDefinition | undefined> {
    const nowMs = this.#registry.clock.nowMs()
    return this.#write(crd, live => withCondition(live, condition, nowMs))
  }

  async #approve(crd: CustomResourceDefinition): Promise<CustomResourceDefinition | undefined> {
    const condition = approvalCondition(crd)
    if (condition === undefined || tells(crd, condition)) return crd
    return this.#writeCondition(crd, condition)
  }

  async #accept(
    crd: CustomResourceDefinition | undefined,
  ): Promise<CustomResourceDefinition | undefined> {
    if (crd === undefined || sameJson(crd.spec?.names, crd.status?.acceptedNames)) return crd
    const group = crd.spec?.group ?? ''
    const naming = namingOf(crd, this.#ofGroup(group))
    if (sameJson(crd.status?.acceptedNames, naming.acceptedNames) && tells(crd, naming.condition))
      return crd
    const nowMs = this.#registry.clock.nowMs()
    const written = await this.#write(crd, live => {
      const named = { ...live, status: { ...live.status, acceptedNames: naming.acceptedNames } }
      const accepted = withCondition(named, naming.condition, nowMs)
      return withCondition(accepted, establishing(live, naming), nowMs)
    })
    for (const other of this.#ofGroup(group)) if (other !== written) this.queue.add(keyOf(other))
    return written
  }

  /** A definition is served from the moment its condition tells so. */
  async #establish(
    crd: CustomResourceDefinition | undefined,
  ): Promise<CustomResourceDefinition | undefined> {
    if (crd === undefined || !isTrue(crd, 'NamesAccepted')) return crd
    this.#rows.show(crd)
    return isTrue(crd, 'Established') ? crd : this.#writeCondition(crd, ESTABLISHED)
  }

  /** Deletes the instances; the finalizer goes when none is left. */
  async #clean(crd: CustomResourceDefinition): Promise<void> {
    if (!(crd.metadata.finalizers ?? []).includes(CLEANUP_FINALIZER)) return
    if (!isTrue(crd, 'Established'))
      return this.#release(crd, 'NeverEstablished', 'resource was never established')
    const begun = await this.#writeCondition(crd, IN_PROGRESS)
    if (begun === undefined || (await this.#deleteInstances(crd))) return
    await this.#release(begun, 'InstanceDeletionCompleted', 'removed all instances')
  }

  /** Whether some are still there. */
  async #deleteInstances(crd: CustomResourceDefinition): Promise<boolean> {
    const { plural = '' } = crd.status?.acceptedNames ?? {}
    const kind = this.#table.byResource(`${crd.spec?.group ?? ''}/${plural}`)
    if (kind === undefined) return false
    for (const object of this.#registry.all(kind)) {
      if (object.metadata.deletionTimestamp !== undefined) continue
      const remove = () => this.#registry.delete(at(kind, object), {}, this.#context)
      await ignoring(['NotFound'], remove)
    }
    return this.#registry.all(kind).length > 0
  }

  async #release(crd: CustomResourceDefinition, reason: string, message: string): Promise<void> {
    const nowMs = this.#registry.clock.nowMs()
    await this.#write(crd, live => {
      const told = withCondition(
        live,
        { type: 'Terminating', status: 'False', reason, message },
        nowMs,
      )
      const { finalizers = [], ...metadata } = told.metadata
      const left = finalizers.filter(one => one !== CLEANUP_FINALIZER)
      return { ...told, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } }
    })
  }
}

const IN_PROGRESS: Condition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
}

/** Whether the definition says the same already. */
function tells(crd: CustomResourceDefinition, { type, ...rest }: Condition): boolean {
  const old = conditionOf(crd, type)
  return (
    old !== undefined &&
    old.status === rest.status &&
    old.reason === rest.reason &&
    old.message === rest.message
  )
}
