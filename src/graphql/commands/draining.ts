import { pod as podKind } from '../../kinds/index.ts'
import type { KubeObject } from '../../meta/object.ts'
import { conflict, StatusError } from '../../meta/status.ts'
import { target } from '../../registry/target.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import type { Actions } from '../actions.ts'
import type { Root } from '../names.ts'
import type { Operation } from '../operation.ts'
import { type DrainRules, type LeftPod, planDrain } from './drain.ts'
import { type CommandArgs, patched } from './parts.ts'

export interface DrainArgs extends CommandArgs, DrainRules {
  readonly gracePeriodSeconds?: number | null
}

export interface Drain {
  readonly node: KubeObject
  readonly done: boolean
  readonly evicted: readonly Pod[]
  readonly refused: readonly LeftPod[]
  readonly left: readonly LeftPod[]
}

/** Cordons a node, then evicts what may be evicted. @throws StatusError 409 when Pods are in the way */
export async function drained(
  operation: Operation,
  root: Root,
  actions: Actions,
  args: DrainArgs,
  podsOn: () => readonly Pod[],
): Promise<Drain> {
  await operation.permit('list', { ...target(podKind), namespace: '' })
  const node = await patched(operation, root, args, { spec: { unschedulable: true } })
  const { evict, left, inTheWay } = planDrain(podsOn(), args)
  if (inTheWay.length > 0) {
    const pods = inTheWay.map(({ pod, reason }) => `${nameOf(pod)} (${reason})`).join(', ')
    throw conflict(root.kind, args.name, `it is cordoned but not drained, for there are ${pods}`)
  }
  const refused: LeftPod[] = []
  for (const pod of evict) {
    const reason = await refusal(operation, actions, args, pod)
    if (reason !== undefined) refused.push({ pod, reason })
  }
  operation.renew()
  const isLeft = new Set(left.map(({ pod }) => pod.metadata.uid))
  const done = args.dryRun === true || podsOn().every(({ metadata }) => isLeft.has(metadata.uid))
  const isRefused = new Set(refused.map(({ pod }) => pod))
  return { node, done, evicted: evict.filter(pod => !isRefused.has(pod)), refused, left }
}

const nameOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`

/** What a budget says, which is nothing to give up for; a Pod that is gone needs no eviction. */
async function refusal(
  operation: Operation,
  actions: Actions,
  { gracePeriodSeconds, dryRun, manager }: DrainArgs,
  { metadata: { namespace = '', name = '' } }: Pod,
): Promise<string | undefined> {
  await operation.permit('create', target(podKind, namespace, name), 'eviction')
  const context = operation.requestContext({
    dryRun: dryRun === true,
    ...(manager ? { manager } : {}),
  })
  try {
    const grace = typeof gracePeriodSeconds === 'number' ? { gracePeriodSeconds } : {}
    await actions.evict({ namespace, name }, grace, context)
    return undefined
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.status.code === 404) return undefined
    if (error.status.code === 429) return error.message
    throw error
  }
}
