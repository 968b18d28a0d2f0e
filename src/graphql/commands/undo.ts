// An earlier template of what is rolled out: Deployments keep theirs in ReplicaSets, the others in
// ControllerRevisions, which are patches.
import { controllerRevision, replicaSet } from '../../kinds/index.ts'
import { resourceOf } from '../../meta/kind.ts'
import { controllerOf, isObject, type KubeObject } from '../../meta/object.ts'
import { badRequest, conflict } from '../../meta/status.ts'
import { target } from '../../registry/target.ts'
import type { ControllerRevision, Deployment, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import type { Root } from '../names.ts'
import type { Operation } from '../operation.ts'
import { targetOf } from '../queries.ts'
import { type CommandArgs, patched } from './parts.ts'

const REVISION = 'deployment.kubernetes.io/revision'
/** What an annotation of a ReplicaSet says of that alone. */
const OF_REPLICA_SETS: ReadonlySet<string> = new Set([
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
  'kubectl.kubernetes.io/last-applied-configuration',
])
const HASH = 'pod-template-hash'

interface UndoArgs extends CommandArgs {
  readonly toRevision?: number | null
}

/** Writes the template of a revision. @throws StatusError when there is none */
export async function undone(
  operation: Operation,
  root: Root,
  args: UndoArgs,
): Promise<KubeObject> {
  const of = targetOf(root, args)
  // Nobody is told of what is not there who may not change it.
  await operation.permit('patch', of)
  const live = operation.options.registry.get(of)
  const history = root.kind.kind === 'Deployment' ? replicaSet : controllerRevision
  await operation.permit('list', { ...target(history as never), namespace: of.namespace })
  const own = operation.snapshot
    .list(resourceOf(history), of.namespace)
    .map(entry => entry.object)
    .filter(object => controllerOf(object)?.uid === live.metadata.uid)
  if (root.kind.kind !== 'Deployment') {
    const revision = pick(own as ControllerRevision[], ({ revision = 0 }) => revision, args, live)
    return patched(operation, root, args, revision.data)
  }
  if ((live as Deployment).spec?.paused === true)
    throw conflict(root.kind, args.name, 'it is paused: resume the rollout first')
  const sets = own as ReplicaSet[]
  const set = pick(
    sets,
    ({ metadata }) => Number(metadata.annotations?.[REVISION] ?? 0),
    args,
    live,
  )
  return patched(operation, root, args, stepsBackTo(set, live), 'json')
}

/** The one of a revision, or the last but one. @throws StatusError 400 */
function pick<T extends KubeObject>(
  history: readonly T[],
  revisionOf: (entry: T) => number,
  { toRevision }: UndoArgs,
  live: KubeObject,
): T {
  const name = `${live.kind} ${live.metadata.name}`
  const sorted = [...history].sort((a, b) => revisionOf(b) - revisionOf(a))
  if (!toRevision) {
    const previous = sorted[1]
    if (previous === undefined) throw badRequest(`${name} has no earlier revision to go back to`)
    return previous
  }
  const found = sorted.find(entry => revisionOf(entry) === toRevision)
  if (found !== undefined) return found
  const known = sorted.map(revisionOf).join(', ')
  throw badRequest(`${name} has no revision ${toRevision}; there are ${known || 'none'}`)
}

/** The template of a ReplicaSet, without what makes it that of the ReplicaSet, and its annotations. */
function stepsBackTo(set: ReplicaSet, live: KubeObject): object[] {
  const { template = {} } = set.spec ?? {}
  const { [HASH]: _, ...labels } = template.metadata?.labels ?? {}
  const kept = Object.entries(live.metadata.annotations ?? {}).filter(([name]) =>
    OF_REPLICA_SETS.has(name),
  )
  const taken = Object.entries(set.metadata.annotations ?? {}).filter(
    ([name]) => !OF_REPLICA_SETS.has(name),
  )
  const metadata = isObject(template.metadata) ? template.metadata : {}
  return [
    {
      op: 'replace',
      path: '/spec/template',
      value: { ...template, metadata: { ...metadata, labels } },
    },
    {
      op: 'add',
      path: '/metadata/annotations',
      value: Object.fromEntries([...kept, ...taken]),
    },
  ]
}
