// The status of a Pod at a stage of its life, whole, as a kubelet of v1.36 reports it.
import { formatTime } from '../meta/time.ts'
import { podCondition, type StatedCondition, statedCondition } from '../scheduling/conditions.ts'
import { isSidecar } from '../scheduling/resources.ts'
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../schema/generated/core-v1.ts'
import { type ContainerStage, containerStatus } from './container-status.ts'
import { backoffMs, type Stage } from './stages.ts'

export interface PodPlace {
  readonly hostIP: string | undefined
  readonly podIP: string | undefined
  readonly nowMs: number
}

/** The whole status; what others have written (qosClass, conditions of their own) stays. */
export function podStatusAt(pod: Pod, stage: Stage, place: PodPlace): PodStatus {
  const { nowMs, hostIP, podIP } = place
  const old: PodStatus = pod.status ?? {}
  const { initContainerStatuses: _1, containerStatuses: _2, conditions: _3, ...kept } = old
  const inits = initStatuses(pod, stage, nowMs)
  const containers = statuses(pod, stage, nowMs)
  const hasIp = podIP !== undefined && stage.name !== 'creating'
  return {
    ...kept,
    observedGeneration: pod.metadata.generation ?? 0,
    phase: phaseAt(stage),
    conditions: conditionsAt(pod, stage, [...inits, ...containers], nowMs),
    ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(hasIp ? { podIP, podIPs: [{ ip: podIP }] } : {}),
    startTime: old.startTime ?? formatTime(nowMs),
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: containers,
    ...ephemeralStatuses(pod, stage, nowMs),
  }
}

/** Containers put in for debugging run as soon as the others do, and are never ready. */
function ephemeralStatuses(
  pod: Pod,
  stage: Stage,
  nowMs: number,
): Pick<PodStatus, 'ephemeralContainerStatuses'> {
  const containers = pod.spec?.ephemeralContainers ?? []
  if (containers.length === 0) return {}
  const old = pod.status?.ephemeralContainerStatuses ?? []
  const runs = stage.name === 'running' || stage.name === 'ready'
  const at: ContainerStage = runs
    ? { at: 'running', ready: false }
    : { at: 'waiting', reason: 'ContainerCreating' }
  return {
    ephemeralContainerStatuses: containers.map(container => {
      const before = old.find(status => status.name === container.name)
      // One that has ended is not started again.
      if (before?.state?.terminated !== undefined) return before
      const { started: _, ...status } = containerStatus(pod, container, at, before, nowMs)
      return status
    }),
  }
}

function phaseAt({ name, exitCode = 0 }: Stage): string {
  if (name === 'ended') return exitCode === 0 ? 'Succeeded' : 'Failed'
  return PENDING.has(name) ? 'Pending' : 'Running'
}

const PENDING = new Set<Stage['name']>(['creating', 'unpulled', 'pullbackoff', 'init'])

const byName = (a: ContainerStatus, b: ContainerStatus): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

function statuses(pod: Pod, stage: Stage, nowMs: number): ContainerStatus[] {
  const old = new Map((pod.status?.containerStatuses ?? []).map(status => [status.name, status]))
  return (pod.spec?.containers ?? [])
    .map(container => {
      const before = old.get(container.name)
      const at = containerStage(pod, stage, container.name)
      if (stage.name !== 'backoff') return containerStatus(pod, container, at, before, nowMs)
      const last = containerStatus(pod, container, endedAt(stage), before, nowMs)
      // The first time a container is started again at once, and never seen to wait.
      return (stage.waitMs ?? backoffMs(pod)) === 0
        ? last
        : containerStatus(pod, container, at, last, nowMs)
    })
    .sort(byName)
}

function containerStage(pod: Pod, stage: Stage, name: string): ContainerStage {
  switch (stage.name) {
    case 'unpulled':
    case 'pullbackoff':
      if ((pod.spec?.initContainers?.length ?? 0) === 0) return unpulled(pod, stage, name)
      return { at: 'waiting', reason: 'PodInitializing' }
    case 'creating':
    case 'init': {
      const waitsForInit = (pod.spec?.initContainers?.length ?? 0) > 0
      return { at: 'waiting', reason: waitsForInit ? 'PodInitializing' : 'ContainerCreating' }
    }
    case 'backoff': {
      const { name: podName = '', namespace = '', uid = '' } = pod.metadata
      const message = `back-off ${durationText(stage.waitMs ?? backoffMs(pod))} restarting failed container=${name} pod=${podName}_${namespace}(${uid})`
      return { at: 'waiting', reason: 'CrashLoopBackOff', message }
    }
    case 'ended':
      return endedAt(stage)
    default:
      return { at: 'running', ready: stage.name === 'ready' }
  }
}

const endedAt = ({ exitCode = 0, exitReason }: Stage): ContainerStage => ({
  at: 'ended',
  exitCode,
  ...(exitReason === undefined ? {} : { exitReason }),
})

/** A container whose image could not be pulled, or is to be pulled once more. */
function unpulled(pod: Pod, stage: Stage, name: string): ContainerStage {
  const { initContainers = [], containers = [] } = pod.spec ?? {}
  const image = [...initContainers, ...containers].find(one => one.name === name)?.image ?? ''
  const why = pullErrorText(image, stage.pullError ?? '')
  return stage.name === 'unpulled'
    ? { at: 'waiting', reason: 'ErrImagePull', message: why }
    : {
        at: 'waiting',
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${image}": ErrImagePull: ${why}`,
      }
}

/** What containerd says of an image that is not there, unless somebody said something else. */
export function pullErrorText(image: string, said: string): string {
  if (said !== '') return said
  const reference = fullReference(image)
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`
}

/** An image with the registry and tag that are meant when none is given. */
function fullReference(image: string): string {
  const [first = ''] = image.split('/')
  const hasHost = image.includes('/') && /[.:]|^localhost$/.test(first)
  const path = image.includes('/') ? image : `library/${image}`
  const named = hasHost ? image : `docker.io/${path}`
  return /[:@]/.test(named.slice(named.lastIndexOf('/'))) ? named : `${named}:latest`
}

/** `10s`, `2m40s`, as Go prints durations. */
function durationText(ms: number): string {
  const seconds = ms / 1000
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

function initStatuses(pod: Pod, stage: Stage, nowMs: number): ContainerStatus[] {
  const old = pod.status?.initContainerStatuses ?? []
  return (pod.spec?.initContainers ?? []).map((container, index) => {
    const begun = stage.name !== 'creating'
    const before = old.find(status => status.name === container.name)
    const at =
      index === 0 && (stage.name === 'unpulled' || stage.name === 'pullbackoff')
        ? unpulled(pod, stage, container.name)
        : initStage(isSidecar(container), begun, index, stage)
    return containerStatus(pod, container, at, before, nowMs)
  })
}

function initStage(sidecar: boolean, begun: boolean, index: number, stage: Stage): ContainerStage {
  if (!begun || index > stage.initDone || PULLING.has(stage.name))
    return { at: 'waiting', reason: 'PodInitializing' }
  if (sidecar)
    return stage.name === 'ended' ? { at: 'ended', exitCode: 0 } : { at: 'running', ready: true }
  if (stage.name === 'init' && index === stage.initDone) return { at: 'running', ready: false }
  return { at: 'ended', exitCode: 0 }
}

const PULLING = new Set<Stage['name']>(['unpulled', 'pullbackoff'])

const OWN = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']

function conditionsAt(
  pod: Pod,
  stage: Stage,
  containers: readonly ContainerStatus[],
  nowMs: number,
): PodCondition[] {
  const others = (pod.status?.conditions ?? []).filter(condition => !OWN.includes(condition.type))
  const observedGeneration = pod.metadata.generation ?? 0
  const own = statedConditions(pod, stage, containers).map(stated =>
    statedCondition({ ...stated, observedGeneration }, podCondition(pod, stated.type), nowMs),
  )
  return [...others, ...own]
}

function statedConditions(
  pod: Pod,
  stage: Stage,
  containers: readonly ContainerStatus[],
): StatedCondition[] {
  const sandbox = stage.name !== 'creating' && stage.name !== 'ended'
  const done = stage.name === 'ended' && (stage.exitCode ?? 0) === 0
  const ready = stage.name === 'ready' ? { status: 'True' } : notReady(pod, stage, containers, done)
  return [
    { type: 'PodReadyToStartContainers', status: sandbox ? 'True' : 'False' },
    { type: 'Initialized', ...initialized(pod, stage, done) },
    { type: 'Ready', ...(stage.name === 'ready' ? gated(pod) : ready) },
    { type: 'ContainersReady', ...ready },
    { type: 'PodScheduled', status: 'True' },
  ]
}

type Said = Omit<StatedCondition, 'type'>

function notReady(
  pod: Pod,
  { name, exitCode = 0 }: Stage,
  containers: readonly ContainerStatus[],
  done: boolean,
): Said {
  if (done) return { status: 'False', reason: 'PodCompleted' }
  if (name === 'ended' && exitCode !== 0) return { status: 'False', reason: 'PodFailed' }
  const unready = containers
    .filter(container => !container.ready && !isPlainInit(pod, container.name))
    .map(container => container.name)
  const message = `containers with unready status: [${unready.join(' ')}]`
  return { status: 'False', reason: 'ContainersNotReady', message }
}

const isPlainInit = (pod: Pod, name: string): boolean =>
  (pod.spec?.initContainers ?? []).some(one => one.name === name && !isSidecar(one))

function initialized(pod: Pod, { name, initDone }: Stage, done: boolean): Said {
  if (done) return { status: 'True', reason: 'PodCompleted' }
  if (!PENDING.has(name)) return { status: 'True' }
  const waiting = (pod.spec?.initContainers ?? []).slice(name === 'init' ? initDone : 0)
  if (waiting.length === 0) return { status: 'True' }
  const message = `containers with incomplete status: [${waiting.map(one => one.name).join(' ')}]`
  return { status: 'False', reason: 'ContainersNotInitialized', message }
}

/** A Pod whose containers are ready waits for its readiness gates. */
function gated(pod: Pod): Said {
  const troubles: string[] = []
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const condition = podCondition(pod, conditionType)
    if (condition === undefined)
      troubles.push(
        `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
      )
    else if (condition.status !== 'True')
      troubles.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`,
      )
  }
  if (troubles.length === 0) return { status: 'True' }
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: troubles.join(', ') }
}
