// Makes the ResourceClaims that Pods ask for by template, and lets go of claims that nobody needs any more.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { sameJson } from '../../meta/freeze.ts'
import { controllerOf } from '../../meta/object.ts'
import { notFound } from '../../meta/status.ts'
import { controllerContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { deviceClaimsOf, isClaimFor, isReservedFor } from '../../scheduling/devices.ts'
import type { Pod, PodResourceClaim } from '../../schema/generated/core-v1.ts'
import type { ResourceClaim } from '../../schema/generated/resource-v1.ts'
import { ignoring } from '../claim.ts'
import { removeFinalizer } from '../finalizers.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { textOf } from '../pod-control.ts'
import { isDeleting, nodeNameOf } from '../pod-state.ts'
import { pods, resourceClaims, resourceClaimTemplates } from '../rows.ts'
import {
  claimFor,
  isDone,
  isMadeFor,
  isProtected,
  PROTECTION,
  released,
  reservedBy,
} from './claims.ts'

export interface ResourceClaimsOptions {
  readonly registry: Registry
  readonly timers: Timers
  readonly recorder: EventRecorder
}

const CLAIM = 'claim:'
const POD = 'pod:'
/** A claim serves no more than so many. */
const CONSUMERS_MAX = 256

export class ResourceClaims implements Loop {
  readonly name = 'resource-claim'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #recorder: EventRecorder
  readonly #context = controllerContext('resource-claim-controller')
  readonly #follower: Follower

  constructor({ registry, timers, recorder }: ResourceClaimsOptions) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#recorder = recorder
    this.#follower = new Follower(registry)
  }

  start(): void {
    this.#follower.onAll<Pod>(pods, (next, previous) => this.#notePod(next, previous))
    this.#follower.onAll<ResourceClaim>(resourceClaims, (next, previous) => {
      if (next !== undefined) this.queue.add(CLAIM + keyOf(next))
      const owner = controllerOf(next ?? previous ?? { metadata: {} })
      const { namespace = '' } = (next ?? previous)?.metadata ?? {}
      if (owner?.kind === 'Pod') this.queue.add(`${POD}${namespace}/${owner.name}`)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    if (key.startsWith(CLAIM)) return this.#keepClaim(key.slice(CLAIM.length))
    const pod = this.#registry.find(at(pods, key.slice(POD.length)))
    if (pod !== undefined && !isDeleting(pod) && !isDone(pod)) await this.#servePod(pod)
  }

  #notePod(next: Pod | undefined, previous: Pod | undefined): void {
    const pod = next ?? previous
    if (pod === undefined || (pod.spec?.resourceClaims ?? []).length === 0) return
    if (next === undefined || isDone(next))
      for (const { name } of deviceClaimsOf(pod))
        if (name !== undefined) this.queue.add(`${CLAIM}${pod.metadata.namespace ?? ''}/${name}`)
    if (next !== undefined) this.queue.add(POD + keyOf(next))
  }

  async #servePod(pod: Pod): Promise<void> {
    const { resourceClaims: asked = [] } = pod.spec ?? {}
    const made: { name: string; resourceClaimName: string }[] = []
    for (const podClaim of asked) {
      const claim = await this.#claimOf(pod, podClaim)
      if (claim !== undefined) made.push({ name: podClaim.name, resourceClaimName: claim })
    }
    if (!sameJson(made, pod.status?.resourceClaimStatuses ?? [])) await this.#note(pod, made)
    if (nodeNameOf(pod) !== '') await this.#reserveAll(pod)
  }

  /** The name of the claim after a template, which is made when there is none; nothing without a template. */
  async #claimOf(pod: Pod, podClaim: PodResourceClaim): Promise<string | undefined> {
    const { name, resourceClaimTemplateName } = podClaim
    if (resourceClaimTemplateName === undefined) return undefined
    const { namespace = '' } = pod.metadata
    const known = deviceClaimsOf(pod).find(one => one.podClaim === name)?.name ?? ''
    const noted = this.#registry.find(target(resourceClaims, namespace, known))
    if (noted !== undefined && isClaimFor(pod, noted)) return known
    const all = this.#registry.all(resourceClaims, namespace)
    const found = all.find(claim => isMadeFor(pod, name, claim))
    return (found ?? (await this.#make(pod, name, resourceClaimTemplateName))).metadata.name
  }

  async #make(pod: Pod, podClaim: string, templateName: string): Promise<ResourceClaim> {
    const { namespace = '' } = pod.metadata
    try {
      const template = this.#registry.find(target(resourceClaimTemplates, namespace, templateName))
      if (template === undefined) {
        const missing = notFound(TEMPLATE, templateName)
        throw new Error(`resource claim template "${templateName}": ${missing.message}`)
      }
      const draft = claimFor(pod, podClaim, template)
      return await this.#registry.create(target(resourceClaims, namespace), draft, this.#context)
    } catch (error) {
      const text = `PodResourceClaim ${podClaim}: ${textOf(error)}`
      this.#recorder.event(pod, 'Warning', 'FailedResourceClaimCreation', text)
      throw error
    }
  }

  async #note(pod: Pod, resourceClaimStatuses: readonly object[]): Promise<void> {
    const { name = '', namespace = '' } = pod.metadata
    const value = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace },
      status: { resourceClaimStatuses },
    }
    const context = { ...through(this.#context, 'status'), manager: 'ResourceClaimController' }
    const apply = { type: 'apply', body: { value }, force: true } as const
    await ignoring(['NotFound'], () => this.#registry.patch(at(pods, pod), apply, context))
  }

  /** A Pod that came to its node without the scheduler has its claims kept for it here. */
  async #reserveAll(pod: Pod): Promise<void> {
    for (const { name = '' } of deviceClaimsOf(pod)) {
      const of = target(resourceClaims, pod.metadata.namespace ?? '', name)
      const claim = this.#registry.find(of)
      if (claim?.status?.allocation === undefined || isReservedFor(pod, claim)) continue
      if ((claim.status.reservedFor ?? []).length >= CONSUMERS_MAX) continue
      const status = through(this.#context, 'status')
      await this.#registry.modify(of, live => reservedBy(live, pod), status)
    }
  }

  async #keepClaim(key: string): Promise<void> {
    const of = at(resourceClaims, key)
    const claim = this.#registry.find(of)
    if (claim === undefined) return
    const { namespace = '' } = claim.metadata
    const podNamed = (name: string) => this.#registry.find(target(pods, namespace, name))
    const release = (live: ResourceClaim) =>
      released(live, ({ name, uid }) => {
        const pod = podNamed(name)
        return pod?.metadata.uid === uid && !isDone(pod)
      })
    const next =
      (await this.#registry.modify(of, release, through(this.#context, 'status'))) ?? claim
    if ((next.status?.reservedFor ?? []).length > 0) return
    if (isProtected(next) && next.status?.allocation === undefined)
      await this.#registry.modify(of, live => removeFinalizer(live, PROTECTION), this.#context)
    const owner = controllerOf(next)
    const pod = owner?.kind === 'Pod' ? podNamed(owner.name) : undefined
    // When the Pod has gone, the claim is collected with it.
    if (pod === undefined || (pod.metadata.uid === owner?.uid && !isDone(pod))) return
    await ignoring(['NotFound'], () => this.#registry.delete(of, {}, this.#context))
  }
}

const TEMPLATE = { group: 'resource.k8s.io', plural: 'resourceclaimtemplate' }
