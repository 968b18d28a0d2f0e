import { sameJson } from '../../meta/freeze.ts'
import { selectorFromObject } from '../../meta/labels.ts'
import { isStatus } from '../../meta/status.ts'
import { type RequestContext, through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { ControllerRevision, DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference, ignoring } from '../claim.ts'
import { at } from '../keys.ts'
import { controllerRevisions, daemonSets, pods } from '../rows.ts'
import { hashOf, newRevision, planCleanup, sortHistory } from './history.ts'
import { HASH_LABEL } from './pods.ts'

/** Keeps the ControllerRevisions of DaemonSets: acts on what `history.ts` decides. */
export class Revisions {
  readonly #registry: Registry
  readonly #context: RequestContext

  constructor(registry: Registry, context: RequestContext) {
    this.#registry = registry
    this.#context = context
  }

  /** Makes sure that the template of now has its revision; `podsOf` is asked only when Pods must be relabelled. */
  async reconcile(
    ds: DaemonSet,
    podsOf: () => Promise<readonly Pod[]>,
  ): Promise<{ current: ControllerRevision; old: readonly ControllerRevision[] }> {
    const revisions = await Promise.all((await this.#claim(ds)).map(one => this.#labelled(one)))
    const { current, duplicates, old, nextNumber } = sortHistory(ds, revisions)
    if (current === undefined) return { current: await this.#create(ds, nextNumber), old }
    if (duplicates.length > 0)
      await this.#dropDuplicates(hashOf(current.revision), duplicates, await podsOf())
    const { revision, number } = current
    const renumbered = (live: ControllerRevision): ControllerRevision =>
      live.revision < number ? { ...live, revision: number } : live
    return { current: await this.#change(revision, renumbered), old }
  }

  async cleanUp(
    ds: DaemonSet,
    old: readonly ControllerRevision[],
    owned: readonly Pod[],
  ): Promise<void> {
    await this.#delete(planCleanup(old, owned, ds.spec?.revisionHistoryLimit ?? 10))
  }

  #claim(ds: DaemonSet): Promise<readonly ControllerRevision[]> {
    const all = this.#registry.all(controllerRevisions, ds.metadata.namespace)
    const claimant = {
      registry: this.#registry,
      context: this.#context,
      kind: controllerRevisions,
      reference: controllerReference(daemonSets, ds),
    }
    return carryOut(claimant, claim(all, ds, selectorFromObject(ds.spec?.selector)))
  }

  /** A revision without the label of its hash is its own name's. */
  async #labelled(revision: ControllerRevision): Promise<ControllerRevision> {
    if (hashOf(revision) !== '') return revision
    return this.#change(revision, live => withHash(live, live.metadata.name ?? ''))
  }

  async #create(ds: DaemonSet, number: number): Promise<ControllerRevision> {
    const draft = newRevision(ds, number)
    try {
      const of = target(controllerRevisions, ds.metadata.namespace ?? '')
      return await this.#registry.create(of, draft, this.#context)
    } catch (error) {
      if (!isStatus(error, 'AlreadyExists')) throw error
      const taken = this.#registry.find(at(controllerRevisions, draft))
      if (taken !== undefined && sameJson(taken.data, draft.data)) return taken
      await this.#countCollision(ds)
      throw error
    }
  }

  /** The name is taken by something else: the next attempt takes another hash. */
  async #countCollision(ds: DaemonSet): Promise<void> {
    const seen = ds.status?.collisionCount ?? 0
    const counted = (live: DaemonSet): DaemonSet => {
      const { status } = live
      if (status === undefined || (status.collisionCount ?? 0) !== seen) return live
      return { ...live, status: { ...status, collisionCount: seen + 1 } }
    }
    await this.#registry.modify(at(daemonSets, ds), counted, through(this.#context, 'status'))
  }

  async #dropDuplicates(
    hash: string,
    duplicates: readonly ControllerRevision[],
    owned: readonly Pod[],
  ): Promise<void> {
    const stale = owned.filter(pod => pod.metadata.labels?.[HASH_LABEL] !== hash)
    const relabel = (pod: Pod): Pod => withHash(pod, hash)
    await Promise.all(
      stale.map(pod => this.#registry.modify(at(pods, pod), relabel, this.#context)),
    )
    await this.#delete(duplicates)
  }

  async #change(
    revision: ControllerRevision,
    change: (live: ControllerRevision) => ControllerRevision,
  ): Promise<ControllerRevision> {
    const of = at(controllerRevisions, revision)
    return (await this.#registry.modify(of, change, this.#context)) ?? this.#registry.get(of)
  }

  async #delete(gone: readonly ControllerRevision[]): Promise<void> {
    const remove = (one: ControllerRevision) => () =>
      this.#registry.delete(at(controllerRevisions, one), {}, this.#context)
    await Promise.all(gone.map(one => ignoring(['NotFound'], remove(one))))
  }
}

function withHash<T extends Pod | ControllerRevision>(object: T, hash: string): T {
  const labels = { ...object.metadata.labels, [HASH_LABEL]: hash }
  return { ...object, metadata: { ...object.metadata, labels } }
}
