// Why a Pod, or a Pod of a DaemonSet, runs on a node or does not: every predicate with its verdict, as JSON.
import type { DaemonSet } from '../schema/generated/apps-v1.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import { eligibility, withInjectedTolerations } from './daemon-eligibility.ts'
import { fits } from './fits.ts'
import type { NodeInfo } from './node-info.ts'
import { matchesNodeAffinity } from './node-selector.ts'
import type { Verdict, World } from './predicate.ts'
import { BLOCKING_EFFECTS, tolerationOf } from './taints.ts'

export interface PodExplanation {
  readonly node: string
  readonly fits: boolean
  readonly predicates: readonly Verdict[]
}

/** What the scheduler thinks of a Pod on a node. A Pod that stands there already is not counted against itself. */
export function explainPod(pod: Pod, info: NodeInfo, world?: World): PodExplanation {
  const { nodeName: _, ...spec } = pod.spec ?? {}
  const predicates = fits({ ...pod, spec }, info, world)
  return {
    node: info.node.metadata.name ?? '',
    fits: predicates.every(verdict => verdict.fits),
    predicates,
  }
}

/** One rule of a DaemonSet: whether it lets new Pods come and running ones stay. */
export interface DaemonVerdict {
  readonly predicate: 'NodeName' | 'NodeAffinity' | 'TaintToleration'
  readonly shouldRun: boolean
  readonly shouldContinue: boolean
  readonly reasons: readonly string[]
}

export interface DaemonExplanation {
  readonly node: string
  readonly shouldRun: boolean
  readonly shouldContinue: boolean
  readonly predicates: readonly DaemonVerdict[]
}

/** Whether a DaemonSet wants a Pod on a node, rule by rule. */
export function explainDaemonSet(ds: DaemonSet, node: Node): DaemonExplanation {
  const template = ds.spec?.template ?? {}
  return {
    node: node.metadata.name ?? '',
    ...eligibility(template, node),
    predicates: [nodeNameVerdict(ds, node), affinityVerdict(ds, node), taintVerdict(ds, node)],
  }
}

const both = (
  predicate: DaemonVerdict['predicate'],
  holds: boolean,
  reason: string,
): DaemonVerdict => ({
  predicate,
  shouldRun: holds,
  shouldContinue: holds,
  reasons: holds ? [] : [reason],
})

function nodeNameVerdict(ds: DaemonSet, node: Node): DaemonVerdict {
  const nodeName = ds.spec?.template?.spec?.nodeName ?? ''
  const holds = nodeName === '' || nodeName === node.metadata.name
  return both('NodeName', holds, "node(s) didn't match the requested node name")
}

function affinityVerdict(ds: DaemonSet, node: Node): DaemonVerdict {
  const holds = matchesNodeAffinity(ds.spec?.template?.spec ?? {}, node)
  return both('NodeAffinity', holds, "node(s) didn't match Pod's node affinity/selector")
}

function taintVerdict(ds: DaemonSet, node: Node): DaemonVerdict {
  const tolerations = withInjectedTolerations(ds.spec?.template?.spec ?? {})
  const bad = (node.spec?.taints ?? []).filter(
    taint =>
      BLOCKING_EFFECTS.includes(taint.effect) && tolerationOf(tolerations, taint) === undefined,
  )
  return {
    predicate: 'TaintToleration',
    shouldRun: bad.length === 0,
    shouldContinue: bad.every(taint => taint.effect !== 'NoExecute'),
    reasons: bad.map(
      ({ key, value = '', effect }) => `untolerated taint ${key}=${value}:${effect}`,
    ),
  }
}
