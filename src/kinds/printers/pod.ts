// Pods: how far they are, in one word.
import type { PrintContext, Printer } from '../../meta/kind.ts'
import type { ContainerStatus, Pod } from '../../schema/generated/core-v1.ts'
import { age, ageOf, NONE, name, nameOf, since, text, wide } from './columns.ts'
import { doc } from './descriptions.ts'

export const podPrinter: Printer<Pod> = {
  columns: [
    name,
    text('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    text('Status', 'The aggregate status of the containers in this pod.'),
    text(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    age,
    wide(text('IP', doc.PodStatus.podIP)),
    wide(text('Node', doc.PodSpec.nodeName)),
    wide(text('Nominated Node', doc.PodStatus.nominatedNodeName)),
    wide(text('Readiness Gates', doc.PodSpec.readinessGates)),
  ],
  cells: (pod, context) => {
    const summary = summarize(pod)
    return [
      nameOf(pod),
      `${summary.ready}/${summary.total}`,
      summary.status,
      restartsText(summary, context),
      ageOf(pod, context),
      pod.status?.podIPs?.[0]?.ip || NONE,
      pod.spec?.nodeName || NONE,
      pod.status?.nominatedNodeName || NONE,
      readinessGates(pod),
    ]
  },
  conditions: pod => {
    const phase = pod.status?.phase
    if (phase === 'Succeeded')
      return [completed('Succeeded', 'The pod has completed successfully.')]
    return phase === 'Failed' ? [completed('Failed', 'The pod failed.')] : []
  },
}

const completed = (reason: string, message: string) => ({
  type: 'Completed',
  status: 'True',
  reason,
  message,
})

interface Summary {
  readonly status: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  /** When a container that was counted ended last; the texts of times sort by time. */
  readonly lastRestart: string
}

function summarize(pod: Pod): Summary {
  const restartable = restartableInits(pod)
  const total = (pod.spec?.containers?.length ?? 0) + restartable.size
  const init = walkInits(pod, restartable)
  const begun = init.reason === undefined || conditionIsTrue(pod, 'Initialized')
  const main = begun ? walkContainers(pod, init.reason ?? reasonOf(pod)) : undefined
  const counted = main === undefined ? init.all : init.restartable
  return {
    status: withDeletion(pod, main?.reason ?? init.reason ?? reasonOf(pod)),
    ready: init.ready + (main?.ready ?? 0),
    total,
    restarts: counted.restarts + (main?.restarts ?? 0),
    lastRestart: latest(counted.lastRestart, main?.lastRestart ?? ''),
  }
}

const restartableInits = (pod: Pod): ReadonlySet<string> =>
  new Set(
    (pod.spec?.initContainers ?? [])
      .filter(container => container.restartPolicy === 'Always')
      .map(container => container.name),
  )

/** The phase, unless a reason says more. */
function reasonOf(pod: Pod): string {
  const gated = (pod.status?.conditions ?? []).some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  )
  return gated ? 'SchedulingGated' : pod.status?.reason || (pod.status?.phase ?? '')
}

class Restarts {
  restarts = 0
  lastRestart = ''

  add(status: ContainerStatus): void {
    this.restarts += status.restartCount
    this.lastRestart = latest(this.lastRestart, status.lastState?.terminated?.finishedAt ?? '')
  }
}

const latest = (a: string, b: string): string => (a < b ? b : a)

/** Init containers in their order, up to the first that has not done its part. */
function walkInits(pod: Pod, restartable: ReadonlySet<string>) {
  const all = new Restarts()
  const ofRestartable = new Restarts()
  let ready = 0
  const walked = (reason?: string) => ({ reason, ready, all, restartable: ofRestartable })
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    all.add(status)
    if (restartable.has(status.name)) ofRestartable.add(status)
    const { terminated, waiting } = status.state ?? {}
    if (terminated?.exitCode === 0) continue
    if (restartable.has(status.name) && status.started === true) {
      if (status.ready) ready++
      continue
    }
    if (terminated) return walked(`Init:${endOf(terminated)}`)
    if (waiting?.reason && waiting.reason !== 'PodInitializing')
      return walked(`Init:${waiting.reason}`)
    return walked(`Init:${index}/${pod.spec?.initContainers?.length ?? 0}`)
  }
  return walked()
}

/** Containers from the last to the first: the first has the last word. */
function walkContainers(pod: Pod, before: string) {
  const counted = new Restarts()
  let reason = before
  let ready = 0
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    counted.add(status)
    const { terminated, waiting, running } = status.state ?? {}
    if (waiting?.reason) reason = waiting.reason
    else if (terminated) reason = endOf(terminated)
    else if (status.ready && running) ready++
  }
  if (reason === 'Completed' && ready > 0)
    reason = conditionIsTrue(pod, 'Ready') ? 'Running' : 'NotReady'
  return { reason, ready, restarts: counted.restarts, lastRestart: counted.lastRestart }
}

function endOf(end: { exitCode: number; signal?: number; reason?: string }): string {
  if (end.reason) return end.reason
  return end.signal ? `Signal:${end.signal}` : `ExitCode:${end.exitCode}`
}

function withDeletion(pod: Pod, status: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return status
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  const phase = pod.status?.phase
  return phase === 'Succeeded' || phase === 'Failed' ? status : 'Terminating'
}

const conditionIsTrue = (pod: Pod, type: string): boolean =>
  pod.status?.conditions?.find(condition => condition.type === type)?.status === 'True'

function restartsText({ restarts, lastRestart }: Summary, context: PrintContext): string {
  if (restarts === 0 || lastRestart === '') return String(restarts)
  return `${restarts} (${since(lastRestart, context)} ago)`
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? []
  if (gates.length === 0) return NONE
  const open = gates.filter(gate => conditionIsTrue(pod, gate.conditionType))
  return `${open.length}/${gates.length}`
}
