// DaemonSets once more, as few words as possible, written after the description of the real controller and
// without its plans: what may be created, what may be deleted, what the counters are. It judges, it does not act.
import { eligibility } from '../../src/scheduling/daemon-eligibility.ts'
import type { DaemonSet } from '../../src/schema/generated/apps-v1.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'

/** All that a decision can be made of. */
export interface Scene {
  readonly ds: DaemonSet
  readonly nodes: ReadonlyMap<string, Node>
  /** The Pods that the DaemonSet controls. */
  readonly pods: readonly Pod[]
  /** The hash of the template of now. */
  readonly hash: string
  readonly nowMs: number
}

export const goes = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined
export const hasEnded = ({ status }: Pod): boolean =>
  status?.phase === 'Failed' || status?.phase === 'Succeeded'

/** The node a Pod is on or meant for. */
export function placeOf({ spec }: Pod): string {
  if ((spec?.nodeName ?? '') !== '') return spec?.nodeName ?? ''
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return terms?.nodeSelectorTerms?.[0]?.matchFields?.[0]?.values?.[0] ?? ''
}

/** What is on a node and counts. */
export const podsAt = ({ pods }: Scene, place: string): Pod[] =>
  pods.filter(pod => placeOf(pod) === place && !(goes(pod) && hasEnded(pod)))

export const liveAt = (scene: Scene, place: string): Pod[] =>
  podsAt(scene, place).filter(pod => !goes(pod))

export function isNew({ ds, hash }: Scene, { metadata: { labels } }: Pod): boolean {
  const generation = ds.metadata.annotations?.['deprecated.daemonset.template.generation']
  return (
    labels?.['controller-revision-hash'] === hash ||
    (generation !== undefined && labels?.['pod-template-generation'] === generation)
  )
}

const readyCondition = (pod: Pod) =>
  pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')

export const ready = (pod: Pod): boolean => readyCondition(pod) !== undefined

export function available({ ds, nowMs }: Scene, pod: Pod): boolean {
  const seconds = ds.spec?.minReadySeconds ?? 0
  const since = readyCondition(pod)?.lastTransitionTime
  if (seconds === 0 || since === undefined) return ready(pod) && seconds === 0
  return Date.parse(since) + seconds * 1000 <= nowMs
}

export function wants({ ds, nodes }: Scene, place: string) {
  const node = nodes.get(place)
  const template = ds.spec?.template
  return node === undefined || template === undefined
    ? { shouldRun: false, shouldContinue: false }
    : eligibility(template, node)
}

/** Bound Pods first, then the oldest, then outdated ones, then by name. */
export function inOrder(scene: Scene, pods: readonly Pod[], byTemplate: boolean): Pod[] {
  const rank = (pod: Pod): string =>
    [
      (pod.spec?.nodeName ?? '') === '' ? 1 : 0,
      pod.metadata.creationTimestamp,
      byTemplate && isNew(scene, pod) ? 1 : 0,
      pod.metadata.name,
    ].join(' ')
  return [...pods].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

/** The two limits of a rolling update, or nothing without one. */
export function limitsOf(scene: Scene): { unavailable: number; surge: number } | undefined {
  const { type, rollingUpdate } = scene.ds.spec?.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return undefined
  const desired = [...scene.nodes.keys()].filter(place => wants(scene, place).shouldRun).length
  const number = (limit: number | string | undefined): number =>
    typeof limit === 'string'
      ? Math.ceil((Number.parseInt(limit, 10) * desired) / 100)
      : (limit ?? 0)
  const [unavailable, surge] = [
    number(rollingUpdate?.maxUnavailable),
    number(rollingUpdate?.maxSurge),
  ]
  return { unavailable: unavailable + surge === 0 && desired > 0 ? 1 : unavailable, surge }
}

/** Whether new Pods come beside old ones. */
export const surges = ({ ds }: Scene): boolean =>
  ds.spec?.updateStrategy?.type === 'RollingUpdate' &&
  Number.parseInt(String(ds.spec.updateStrategy.rollingUpdate?.maxSurge ?? 0), 10) > 0

/** All nodes that are there or that have Pods. */
export const placesOf = ({ nodes, pods }: Scene): string[] => [
  ...new Set([...nodes.keys(), ...pods.map(placeOf)]),
]

/** The counters of a status, as a text that can be compared. */
export function countersOf(scene: Scene): string {
  const n = { desired: 0, current: 0, ready: 0, available: 0, updated: 0, misscheduled: 0 }
  for (const place of scene.nodes.keys()) {
    const there = inOrder(scene, podsAt(scene, place), true)
    const [first] = there
    if (!wants(scene, place).shouldRun) {
      n.misscheduled += first === undefined ? 0 : 1
      continue
    }
    n.desired += 1
    if (first === undefined) continue
    n.current += 1
    n.ready += ready(first) ? 1 : 0
    n.available += available(scene, first) ? 1 : 0
    n.updated += isNew(scene, first) ? 1 : 0
  }
  return textOf({ ...n, unavailable: n.desired - n.available })
}

/** The counters as they were written. */
export function writtenCounters({ status }: DaemonSet): string {
  return textOf({
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    misscheduled: status?.numberMisscheduled ?? 0,
    unavailable: status?.numberUnavailable ?? 0,
  })
}

const textOf = (counters: Readonly<Record<string, number>>): string =>
  Object.entries(counters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
