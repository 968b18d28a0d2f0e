// Answers `POST pods/NAME/eviction`: deletes the Pod if its disruption budget allows it, and takes one of
// the disruptions allowed. After `registry/core/pod/storage/eviction.go`.
import { podDisruptionBudget as pdbKind, pod as podKind } from '../../kinds/index.ts'
import { matches, selectorFromObject } from '../../meta/labels.ts'
import {
  badRequest,
  conflict,
  forbiddenStatus,
  isStatus,
  notFound,
  plainError,
  type Status,
  tooManyRequests,
} from '../../meta/status.ts'
import { formatTime } from '../../meta/time.ts'
import { type RequestContext, systemContext, through } from '../../registry/context.ts'
import { checkDeleteOptions } from '../../registry/delete-options.ts'
import type { DeleteOptions } from '../../registry/options.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import { withPodCondition } from '../../scheduling/conditions.ts'
import { hasEnded } from '../../scheduling/node-info.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import type { Eviction, PodDisruptionBudget } from '../../schema/generated/policy-v1.ts'
import { checkBodyKind } from '../node/body-kind.ts'
import { isReady, withDisruptionTaken } from './budget.ts'

const SERVER = through(
  systemContext('system:apiserver', 'kube-apiserver', ['system:masters']),
  'status',
)

const EVICTED: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
}

/** Evicts a Pod. @throws StatusError when the budget does not allow it, among others. */
export async function evict(
  registry: Registry,
  namespace: string,
  podName: string,
  eviction: Eviction,
  context: RequestContext,
): Promise<Status> {
  checkPlace(eviction, namespace, podName)
  const asked = deleteOptionsOf(eviction)
  const request = { ...context, dryRun: context.dryRun || isDryRun(eviction) }
  for (;;) {
    const pod = registry.find(target<Pod>(podKind, namespace, podName))
    if (pod === undefined) throw notFound(podKind, podName)
    const guarded = needsBudget(pod) && (await spendBudget(registry, pod, request))
    const mustBeAsSeen = !guarded && !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined
    try {
      const options = mustBeAsSeen ? pinned(pod, asked) : asked
      const marked = await mark(registry, pod, options, request)
      // What makes no sense is told as late as this, when the budget is spent and the Pod is marked.
      checkDeleteOptions(eviction.deleteOptions ?? {})
      await remove(registry, pod, marked, options, request)
      return EVICTED
    } catch (error) {
      // A Pod that has changed since it was judged is judged again; another conflict stays one.
      const mayRetry = mustBeAsSeen && asked.preconditions?.resourceVersion === undefined
      const now = registry.find(target<Pod>(podKind, namespace, podName))
      const hasChanged = now?.metadata.resourceVersion !== pod.metadata.resourceVersion
      if (!isStatus(error, 'Conflict') || !mayRetry || !hasChanged) throw error
    }
  }
}

/** A body may lack anything; what it says must be about the Pod in the path. */
function checkPlace(eviction: Partial<Eviction>, namespace: string, podName: string): void {
  checkBodyKind(eviction, 'Eviction', 'policy.Eviction')
  const { name = '', namespace: within = '' } = eviction.metadata ?? {}
  if (within !== '' && within !== namespace)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  if (name !== podName) throw badRequest('name in URL does not match name in Eviction object')
}

const isDryRun = (eviction: Eviction): boolean => (eviction.deleteOptions?.dryRun ?? []).length > 0

function deleteOptionsOf({ deleteOptions = {} }: Eviction): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = deleteOptions
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined
      ? {}
      : { propagationPolicy: propagationPolicy as 'Orphan' | 'Background' | 'Foreground' }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(preconditions === undefined ? {} : { preconditions }),
  }
}

/** Pods that do not run, or are going, disturb nobody by going. */
const needsBudget = (pod: Pod): boolean =>
  !hasEnded(pod) && pod.status?.phase !== 'Pending' && pod.metadata.deletionTimestamp === undefined

/** A Pod that was judged by what it is must still be that when it is deleted. */
function pinned(pod: Pod, options: DeleteOptions): DeleteOptions {
  const { resourceVersion = '' } = pod.metadata
  return { ...options, preconditions: { resourceVersion, ...options.preconditions } }
}

/** Takes a disruption of the Pod's budget; false when none had to be taken. */
async function spendBudget(
  registry: Registry,
  pod: Pod,
  context: RequestContext,
): Promise<boolean> {
  const { namespace = '', name = '', labels } = pod.metadata
  const pdbs = registry
    .all<PodDisruptionBudget>(pdbKind, namespace)
    .filter(pdb => matches(selectorFromObject(pdb.spec?.selector), labels))
  if (pdbs.length > 1)
    throw plainError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  const [pdb] = pdbs
  if (pdb === undefined) return true
  if (!isReady(pod) && mayGoUnready(pdb)) return false
  const nowMs = registry.clock.nowMs()
  await registry.modify(
    target<PodDisruptionBudget>(pdbKind, namespace, pdb.metadata.name ?? ''),
    live => {
      checkAllowed(live)
      return withDisruptionTaken(live, name, formatTime(nowMs), nowMs)
    },
    { ...SERVER, dryRun: context.dryRun },
  )
  return true
}

/** A Pod that is not ready is not counted as healthy; it may go when enough others are, or if the budget says so. */
function mayGoUnready({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {}
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

const DISRUPTED_MAX = 2000
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."

function checkAllowed({ metadata, status }: PodDisruptionBudget): void {
  const name = metadata.name ?? ''
  const because = (message: string) => [{ reason: 'DisruptionBudget', message }]
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = status ?? {}
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    const why = `The disruption budget ${name} is still being processed by the server.`
    throw tooManyRequests(REFUSED, 10, because(why))
  }
  const budget = { group: 'policy', plural: 'poddisruptionbudget' }
  if (disruptionsAllowed < 0)
    throw forbiddenStatus(budget, name, 'pdb disruptions allowed is negative')
  if (Object.keys(status?.disruptedPods ?? {}).length > DISRUPTED_MAX)
    throw forbiddenStatus(
      budget,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    )
  if (disruptionsAllowed > 0) return
  const why = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  throw tooManyRequests(REFUSED, 0, because(why))
}

/** The Pod says why it goes; nothing is written in a dry run. */
async function mark(
  registry: Registry,
  pod: Pod,
  { preconditions }: DeleteOptions,
  context: RequestContext,
): Promise<Pod | undefined> {
  if (context.dryRun) return undefined
  const change = (live: Pod): Pod => {
    checkDemands(live, preconditions)
    const status = withPodCondition(live, TARGETED, registry.clock.nowMs())
    return status === live.status ? live : { ...live, status }
  }
  return registry.modify(placeOf(pod), change, through(context, 'status'))
}

function remove(
  registry: Registry,
  pod: Pod,
  marked: Pod | undefined,
  options: DeleteOptions,
  context: RequestContext,
) {
  if (context.dryRun) return registry.delete(placeOf(pod), options, context)
  // Our own mark does not count against what the deletion demands.
  const isPinned = options.preconditions?.resourceVersion !== undefined
  const resourceVersion = isPinned ? marked?.metadata.resourceVersion : undefined
  const demanded = resourceVersion === undefined ? {} : { resourceVersion }
  const preconditions = { ...options.preconditions, ...demanded }
  return registry.delete(placeOf(pod), { ...options, preconditions }, through(context, ''))
}

const placeOf = ({ metadata: { namespace = '', name = '' } }: Pod) =>
  target<Pod>(podKind, namespace, name)

/** As the mark is written, the Pod must be the one that is meant. */
function checkDemands({ metadata }: Pod, demands: DeleteOptions['preconditions']): void {
  const { uid = '', resourceVersion = '' } = demands ?? {}
  const { name = '', uid: storedUid = '', resourceVersion: stored = '' } = metadata
  const refuse = (why: string): never => {
    throw conflict({ group: '', plural: 'Pod' }, name, why)
  }
  if (uid !== '' && uid !== storedUid)
    refuse(
      `the UID in the precondition (${uid}) does not match the UID in record (${storedUid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion !== '' && resourceVersion !== stored)
    refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${stored}). The object might have been modified`,
    )
}

const TARGETED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const
