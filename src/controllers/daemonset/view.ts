import { type Eligibility, eligibility } from '../../scheduling/daemon-eligibility.ts'
import type { DaemonSet } from '../../schema/generated/apps-v1.ts'
import type { Node, Pod, PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import { byNode, type Current, GENERATION_ANNOTATION } from './pods.ts'

/** A DaemonSet and all that decides about it, at one moment. Plans are functions of this. */
export interface View {
  readonly ds: DaemonSet
  readonly nodes: readonly Node[]
  /** All Pods that it controls. */
  readonly pods: readonly Pod[]
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>
  readonly current: Current
  readonly nowMs: number
}

export function viewOf(
  ds: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
  hash: string,
  nowMs: number,
): View {
  const templateGeneration = ds.metadata.annotations?.[GENERATION_ANNOTATION]
  return { ds, nodes, pods, podsOn: byNode(pods), current: { hash, templateGeneration }, nowMs }
}

const known = new WeakMap<PodTemplateSpec, WeakMap<Node, Eligibility>>()
const NEITHER: Eligibility = { shouldRun: false, shouldContinue: false }

/** Whether a node should get a Pod, and whether it may keep one; remembered for the frozen template and node. */
export function eligibilityOf(ds: DaemonSet, node: Node): Eligibility {
  const template = ds.spec?.template
  if (template === undefined) return NEITHER
  let ofTemplate = known.get(template)
  if (ofTemplate === undefined) {
    ofTemplate = new WeakMap()
    known.set(template, ofTemplate)
  }
  let found = ofTemplate.get(node)
  if (found === undefined) {
    found = eligibility(template, node)
    ofTemplate.set(node, found)
  }
  return found
}

export const minReadySecondsOf = (ds: DaemonSet): number => ds.spec?.minReadySeconds ?? 0
export const isRolling = (ds: DaemonSet): boolean =>
  ds.spec?.updateStrategy?.type === 'RollingUpdate'

/** Whether an update puts new Pods beside the old ones. */
export function surges(ds: DaemonSet): boolean {
  return isRolling(ds) && limitOf(ds.spec?.updateStrategy?.rollingUpdate?.maxSurge, 100) > 0
}

/** How many nodes may be without an available Pod, and how many may have two, of so many desired. */
export function limits(
  ds: DaemonSet,
  desired: number,
): { maxUnavailable: number; maxSurge: number } {
  const rolling = ds.spec?.updateStrategy?.rollingUpdate
  const maxSurge = limitOf(rolling?.maxSurge, desired)
  const maxUnavailable = limitOf(rolling?.maxUnavailable, desired)
  const stuck = maxSurge === 0 && maxUnavailable === 0 && desired > 0
  return { maxUnavailable: stuck ? 1 : maxUnavailable, maxSurge }
}

/** A number as it is, a percentage of the desired ones rounded up. */
function limitOf(value: number | string | undefined, desired: number): number {
  if (value === undefined) return 0
  if (typeof value === 'number') return value
  const percent = /^([0-9]+)%$/.exec(value)
  return percent === null ? 0 : Math.ceil((Number(percent[1]) * desired) / 100)
}
