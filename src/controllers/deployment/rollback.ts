// Going back to the template of an earlier revision because an annotation asks for it; after `rollback.go`.
// Clients write templates themselves nowadays, but what the annotation asks is still done.
import { ROLLBACK_TO } from '../../kinds/deployment/rollback.ts'
import type { Deployment, ReplicaSet } from '../../schema/generated/apps-v1.ts'
import { isCopied, revisionOf } from './annotations.ts'
import { HASH_LABEL, sameTemplate } from './sets.ts'

/** The revision that is asked for, 0 for the one before the last; nothing when none is. */
export function rollbackAsked({ metadata }: Deployment): number | undefined {
  const text = metadata.annotations?.[ROLLBACK_TO] ?? ''
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined
}

export interface Rollback {
  /** What to make of the Deployment, in every case without the annotation. */
  readonly change: (live: Deployment) => Deployment
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export function planRollback(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  asked: number,
): Rollback {
  const name = JSON.stringify(deployment.metadata.name ?? '')
  const revision = asked === 0 ? lastRevision(sets) : asked
  if (revision === 0) return unfound('Unable to find last revision.')
  const set = sets.find(one => revisionOf(one) === revision)
  if (set === undefined) return unfound('Unable to find the revision to rollback to.')
  if (sameTemplate(deployment.spec?.template, set.spec?.template)) {
    const message = `The rollback revision contains the same template as current deployment ${name}`
    return {
      change: withoutAsking,
      type: 'Warning',
      reason: 'DeploymentRollbackTemplateUnchanged',
      message,
    }
  }
  return {
    change: live => withoutAsking(rolledBack(live, set)),
    type: 'Normal',
    reason: 'DeploymentRollback',
    message: `Rolled back deployment ${name} to revision ${revision}`,
  }
}

const unfound = (message: string): Rollback => ({
  change: withoutAsking,
  type: 'Warning',
  reason: 'DeploymentRollbackRevisionNotFound',
  message,
})

/** The second highest revision, 0 when there is none. */
function lastRevision(sets: readonly ReplicaSet[]): number {
  const [, second = 0] = sets.map(revisionOf).sort((a, b) => b - a)
  return second
}

function withoutAsking(live: Deployment): Deployment {
  const { [ROLLBACK_TO]: _, ...annotations } = live.metadata.annotations ?? {}
  return { ...live, metadata: { ...live.metadata, annotations } }
}

/** Annotations of the set come back too, and those of now go, but for the ones that are never copied. */
function rolledBack(live: Deployment, set: ReplicaSet): Deployment {
  const { [HASH_LABEL]: _, ...labels } = set.spec?.template?.metadata?.labels ?? {}
  const template = {
    ...set.spec?.template,
    metadata: { ...set.spec?.template?.metadata, labels },
  }
  const kept = Object.entries(live.metadata.annotations ?? {}).filter(([key]) => !isCopied(key))
  const back = Object.entries(set.metadata.annotations ?? {}).filter(([key]) => isCopied(key))
  return {
    ...live,
    metadata: { ...live.metadata, annotations: Object.fromEntries([...kept, ...back]) },
    spec: { ...(live.spec as NonNullable<Deployment['spec']>), template },
  }
}
