// How far a rollout is, in the words of `kubectl rollout status`. Pure.
import type { KubeObject } from '../meta/object.ts'
import type { DaemonSet, Deployment, StatefulSet } from '../schema/generated/apps-v1.ts'

export interface Progress {
  readonly done: boolean
  /** It will not go on by itself. */
  readonly failed: boolean
  readonly message: string
  readonly desired: number
  readonly updated: number
  readonly ready: number
  readonly available: number
}

type Counts = Pick<Progress, 'desired' | 'updated' | 'ready' | 'available'>
type Verdict = Pick<Progress, 'done' | 'failed' | 'message'>

const waits = (message: string): Verdict => ({ done: false, failed: false, message })
const ends = (message: string): Verdict => ({ done: true, failed: false, message })
const fails = (message: string): Verdict => ({ done: false, failed: true, message })

export function progressOf(object: KubeObject): Progress {
  switch (object.kind) {
    case 'Deployment':
      return ofDeployment(object as Deployment)
    case 'StatefulSet':
      return ofStatefulSet(object as StatefulSet)
    default:
      return ofDaemonSet(object as DaemonSet)
  }
}

const isSeen = ({ metadata, status }: DaemonSet | Deployment | StatefulSet): boolean =>
  (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)

function ofDeployment(deployment: Deployment): Progress {
  const { spec, status = {} } = deployment
  const counts: Counts = {
    desired: spec?.replicas ?? 1,
    updated: status.updatedReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
  }
  return { ...counts, ...verdictOnDeployment(deployment, counts) }
}

function verdictOnDeployment(deployment: Deployment, counts: Counts): Verdict {
  const { metadata, status = {} } = deployment
  if (!isSeen(deployment)) return waits('Waiting for deployment spec update to be observed...')
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return fails(`deployment "${metadata.name}" exceeded its progress deadline`)
  const { desired, updated, available } = counts
  const waiting = `Waiting for deployment "${metadata.name}" rollout to finish:`
  if (updated < desired)
    return waits(`${waiting} ${updated} out of ${desired} new replicas have been updated...`)
  const old = (status.replicas ?? 0) - updated
  if (old > 0) return waits(`${waiting} ${old} old replicas are pending termination...`)
  if (available < updated)
    return waits(`${waiting} ${available} of ${updated} updated replicas are available...`)
  return ends(`deployment "${metadata.name}" successfully rolled out`)
}

function ofDaemonSet(daemonSet: DaemonSet): Progress {
  const { status } = daemonSet
  const counts: Counts = {
    desired: status?.desiredNumberScheduled ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
  }
  return { ...counts, ...verdictOnDaemonSet(daemonSet, counts) }
}

const ONLY_ROLLING = 'rollout status is only available for RollingUpdate strategy type'

function verdictOnDaemonSet(daemonSet: DaemonSet, counts: Counts): Verdict {
  const { metadata, spec } = daemonSet
  if (spec?.updateStrategy?.type === 'OnDelete') return fails(ONLY_ROLLING)
  if (!isSeen(daemonSet)) return waits('Waiting for daemon set spec update to be observed...')
  const { desired, updated, available } = counts
  const waiting = `Waiting for daemon set "${metadata.name}" rollout to finish:`
  if (updated < desired)
    return waits(`${waiting} ${updated} out of ${desired} new pods have been updated...`)
  if (available < desired)
    return waits(`${waiting} ${available} of ${desired} updated pods are available...`)
  return ends(`daemon set "${metadata.name}" successfully rolled out`)
}

function ofStatefulSet(set: StatefulSet): Progress {
  const { spec, status } = set
  const counts: Counts = {
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  }
  return { ...counts, ...verdictOnStatefulSet(set, counts) }
}

function verdictOnStatefulSet(set: StatefulSet, { desired, updated, ready }: Counts): Verdict {
  const { spec, status } = set
  if (spec?.updateStrategy?.type === 'OnDelete') return fails(ONLY_ROLLING)
  if (!isSeen(set)) return waits('Waiting for statefulset spec update to be observed...')
  if (ready < desired) return waits(`Waiting for ${desired - ready} pods to be ready...`)
  const { partition = 0 } = spec?.updateStrategy?.rollingUpdate ?? {}
  if (partition > 0) {
    const wanted = desired - partition
    return updated < wanted
      ? waits(
          `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`,
        )
      : ends(`partitioned roll out complete: ${updated} new pods have been updated...`)
  }
  if (status?.updateRevision !== status?.currentRevision)
    return waits(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${status?.updateRevision}...`,
    )
  return ends(
    `statefulset rolling update complete ${status?.currentReplicas ?? 0} pods at revision ${status?.currentRevision}...`,
  )
}
