import { sameJson } from '../../meta/freeze.ts'
import { controllerOf } from '../../meta/object.ts'
import { isStatus } from '../../meta/status.ts'
import { type RequestContext, through } from '../../registry/context.ts'
import type { EventRecorder } from '../../registry/recorder.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Deployment, DeploymentCondition, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import { controllerReference } from '../claim.ts'
import { templateHash } from '../hash.ts'
import { at } from '../keys.ts'
import { isNamespaceTerminating, textOf } from '../pod-control.ts'
import { deployments, replicaSets } from '../rows.ts'
import { annotated, REVISION, revisionOf, withReplicas } from './annotations.ts'
import { conditionIn, deadlineMsOf, newCondition, withCondition } from './conditions.ts'
import { newSetSize } from './plan.ts'
import { HASH_LABEL, limits, type Sets, sameTemplate, wantedOf } from './sets.ts'

/** Makes the ReplicaSet of a Deployment's template, or brings the one that is there up to date. */
export class NewSets {
  readonly #registry: Registry
  readonly #context: RequestContext
  readonly #recorder: EventRecorder

  constructor(registry: Registry, context: RequestContext, recorder: EventRecorder) {
    this.#registry = registry
    this.#context = context
    this.#recorder = recorder
  }

  /** The sets with their revisions in order; `create` makes the new set if there is none. */
  async sync(deployment: Deployment, sets: Sets, create: boolean): Promise<Sets> {
    const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1
    if (sets.current !== undefined)
      return { ...sets, current: await this.#update(deployment, sets.current, revision) }
    return create ? { ...sets, current: await this.#create(deployment, sets, revision) } : sets
  }

  async #update(deployment: Deployment, set: ReplicaSet, revision: number): Promise<ReplicaSet> {
    const change = (live: ReplicaSet): ReplicaSet => {
      const next = withMinReady(annotated(live, deployment, revision), deployment)
      return sameJson(next, live) ? live : next
    }
    const updated = await this.#registry.modify(at(replicaSets, set), change, this.#context)
    const current = updated ?? set
    const text = `Found new replica set "${current.metadata.name}"`
    const found = this.#progressing('True', 'FoundNewReplicaSet', text)
    const known = conditionIn(deployment.status?.conditions, 'Progressing')
    await this.#note(deployment, revisionOf(current), known === undefined ? found : undefined)
    return current
  }

  async #create(
    deployment: Deployment,
    sets: Sets,
    revision: number,
  ): Promise<ReplicaSet | undefined> {
    const draft = draftOf(deployment, newSetSize(deployment, sets), revision)
    try {
      const of = target(replicaSets, deployment.metadata.namespace ?? '')
      const made = await this.#registry.create(of, draft, this.#context)
      await this.#tellCreated(deployment, made)
      return made
    } catch (error) {
      if (isNamespaceTerminating(error)) return undefined
      if (!isStatus(error, 'AlreadyExists')) await this.#tellFailure(deployment, draft, error)
      else {
        const taken = this.#registry.find(at(replicaSets, draft))
        if (taken !== undefined && isOurs(taken, deployment)) return taken
        await this.#countCollision(deployment)
      }
      throw error
    }
  }

  async #tellCreated(deployment: Deployment, made: ReplicaSet): Promise<void> {
    const { name } = made.metadata
    const { replicas = 0 } = made.spec ?? {}
    if (replicas > 0)
      this.#recorder.event(
        deployment,
        'Normal',
        'ScalingReplicaSet',
        `Scaled up replica set ${name} from 0 to ${replicas}`,
      )
    const text = `Created new replica set "${name}"`
    const created = this.#progressing('True', 'NewReplicaSetCreated', text)
    await this.#note(deployment, revisionOf(made), created)
  }

  async #tellFailure(deployment: Deployment, draft: ReplicaSet, error: unknown): Promise<void> {
    const text = `Failed to create new replica set "${draft.metadata.name}": ${textOf(error)}`
    const failed = this.#progressing('False', 'ReplicaSetCreateError', text)
    await this.#note(deployment, revisionOf(deployment), failed)
    this.#recorder.event(deployment, 'Warning', 'ReplicaSetCreateError', text)
  }

  #progressing(status: 'True' | 'False', reason: string, text: string): DeploymentCondition {
    return newCondition('Progressing', status, reason, text, this.#registry.clock.nowMs())
  }

  /** Writes revision and progress through the status, as the real controller does. */
  async #note(
    deployment: Deployment,
    revision: number,
    condition: DeploymentCondition | undefined,
  ): Promise<void> {
    const progress = deadlineMsOf(deployment) === undefined ? undefined : condition
    const change = (live: Deployment): Deployment => {
      const numbered = withRevision(live, revision)
      if (progress === undefined) return numbered
      const known = live.status?.conditions ?? []
      const conditions = withCondition(known, progress)
      return conditions === known
        ? numbered
        : { ...numbered, status: { ...numbered.status, conditions } }
    }
    await this.#registry.modify(
      at(deployments, deployment),
      change,
      through(this.#context, 'status'),
    )
  }

  async #countCollision(deployment: Deployment): Promise<void> {
    const seen = deployment.status?.collisionCount ?? 0
    const counted = (live: Deployment): Deployment =>
      (live.status?.collisionCount ?? 0) === seen
        ? { ...live, status: { ...live.status, collisionCount: seen + 1 } }
        : live
    await this.#registry.modify(
      at(deployments, deployment),
      counted,
      through(this.#context, 'status'),
    )
  }
}

function withRevision(live: Deployment, revision: number): Deployment {
  if (revisionOf(live) === revision && live.metadata.annotations?.[REVISION] !== undefined)
    return live
  const annotations = { ...live.metadata.annotations, [REVISION]: String(revision) }
  return { ...live, metadata: { ...live.metadata, annotations } }
}

function withMinReady(set: ReplicaSet, deployment: Deployment): ReplicaSet {
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0
  if ((set.spec?.minReadySeconds ?? 0) === minReadySeconds || set.spec === undefined) return set
  const { minReadySeconds: _, ...spec } = set.spec
  return { ...set, spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds } }
}

const isOurs = (set: ReplicaSet, deployment: Deployment): boolean =>
  controllerOf(set)?.uid === deployment.metadata.uid &&
  sameTemplate(set.spec?.template, deployment.spec?.template)

function draftOf(deployment: Deployment, replicas: number, revision: number): ReplicaSet {
  const { template = {}, selector, minReadySeconds = 0 } = deployment.spec ?? {}
  const hash = templateHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash }
  const matchLabels = { ...selector?.matchLabels, [HASH_LABEL]: hash }
  const set: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name ?? ''}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      ownerReferences: [controllerReference(deployments, deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
  const wanted = wantedOf(deployment)
  const max = wanted + limits(deployment).maxSurge
  return withReplicas(annotated(set, deployment, revision), wanted, max)
}
