import { sameJson } from '../../meta/freeze.ts'
import { selectorFromObject } from '../../meta/labels.ts'
import { isStatus } from '../../meta/status.ts'
import type { RequestContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { ControllerRevision, StatefulSet } from '../../schema/generated/apps-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { carryOut, claim, controllerReference, ignoring } from '../claim.ts'
import { revisionHash, templatePatch } from '../hash.ts'
import { at } from '../keys.ts'
import { controllerRevisions, statefulSets } from '../rows.ts'
import { revisionOf } from './identity.ts'

const HASH_LABEL = 'controller.kubernetes.io/hash'

export interface SetRevisions {
  readonly current: ControllerRevision
  readonly update: ControllerRevision
  readonly all: readonly ControllerRevision[]
  readonly collisionCount: number
}

/** Keeps the ControllerRevisions of StatefulSets: the one of the template of now, and the one Pods were made of. */
export class SetHistory {
  readonly #registry: Registry
  readonly #context: RequestContext

  constructor(registry: Registry, context: RequestContext) {
    this.#registry = registry
    this.#context = context
  }

  async reconcile(set: StatefulSet): Promise<SetRevisions> {
    const known = [...(await this.#claim(set))].sort((a, b) => a.revision - b.revision)
    const number = (known.at(-1)?.revision ?? 0) + 1
    const data = dataOf(set)
    const same = known.filter(revision => sameJson(revision.data, data)).at(-1)
    const seen = set.status?.collisionCount ?? 0
    const { update, collisionCount } =
      same === undefined
        ? await this.#create(set, data, number, seen)
        : { update: await this.#renumber(same, known, number), collisionCount: seen }
    const current = known.find(one => one.metadata.name === set.status?.currentRevision) ?? update
    const others = known.filter(one => one.metadata.name !== update.metadata.name)
    return { current, update, all: [...others, update], collisionCount }
  }

  /** Old revisions beyond the limit go, those that Pods or the status name are passed over. */
  async cleanUp(
    set: StatefulSet,
    { current, update, all }: SetRevisions,
    pods: readonly Pod[],
  ): Promise<void> {
    const live = new Set([
      current.metadata.name,
      update.metadata.name,
      ...pods.map(pod => revisionOf(pod)),
    ])
    const old = all.filter(revision => !live.has(revision.metadata.name))
    const surplus = old.length - (set.spec?.revisionHistoryLimit ?? 10)
    const remove = (one: ControllerRevision) => () =>
      this.#registry.delete(at(controllerRevisions, one), {}, this.#context)
    for (const one of old.slice(0, Math.max(0, surplus))) await ignoring(['NotFound'], remove(one))
  }

  #claim(set: StatefulSet): Promise<readonly ControllerRevision[]> {
    const all = this.#registry.all(controllerRevisions, set.metadata.namespace)
    const reference = controllerReference(statefulSets, set)
    return carryOut(
      { registry: this.#registry, context: this.#context, kind: controllerRevisions, reference },
      claim(all, set, selectorFromObject(set.spec?.selector)),
    )
  }

  async #renumber(
    same: ControllerRevision,
    known: readonly ControllerRevision[],
    number: number,
  ): Promise<ControllerRevision> {
    if (same === known.at(-1)) return same
    const change = (live: ControllerRevision) => ({ ...live, revision: number })
    return (
      (await this.#registry.modify(at(controllerRevisions, same), change, this.#context)) ?? same
    )
  }

  async #create(set: StatefulSet, data: object, revision: number, seen: number) {
    for (let collisionCount = seen; ; collisionCount++) {
      const draft = draftOf(set, data, revision, collisionCount)
      try {
        const of = target(controllerRevisions, set.metadata.namespace ?? '')
        return { update: await this.#registry.create(of, draft, this.#context), collisionCount }
      } catch (error) {
        if (!isStatus(error, 'AlreadyExists')) throw error
        const taken = this.#registry.find(at(controllerRevisions, draft))
        if (taken !== undefined && sameJson(taken.data, data))
          return { update: taken, collisionCount }
      }
    }
  }
}

const dataOf = (set: StatefulSet): object => templatePatch(set.spec?.template ?? NONE)

const NONE = {}

function draftOf(
  set: StatefulSet,
  data: object,
  revision: number,
  collisionCount: number,
): ControllerRevision {
  const hash = revisionHash(data, collisionCount)
  const { name = '', namespace = '', annotations } = set.metadata
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, 223)}-${hash}`,
      namespace,
      labels: { ...set.spec?.template?.metadata?.labels, [HASH_LABEL]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(statefulSets, set)],
    },
    data,
    revision,
  }
}
