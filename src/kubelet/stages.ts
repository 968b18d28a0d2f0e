// The life of a Pod as a list of stages, read off its spec and its behaviour. Where a Pod stands is read
// off its status, so nothing is forgotten by a restart.
import { isSidecar } from '../scheduling/resources.ts'
import type { ContainerStatus, Pod } from '../schema/generated/core-v1.ts'
import type { PodBehavior } from './behavior.ts'

/** `init` has run as far as `initDone` says; the containers follow when it is through. */
export interface Stage {
  readonly name:
    | 'creating'
    | 'unpulled'
    | 'pullbackoff'
    | 'init'
    | 'running'
    | 'ready'
    | 'ended'
    | 'backoff'
  /** How many init containers have ended (or, sidecars, run). */
  readonly initDone: number
  /** World time from the stage before. */
  readonly afterMs: number
  readonly exitCode?: number
  readonly exitReason?: string
  /** Why the image could not be pulled. */
  readonly pullError?: string
  /** How long containers that ended wait to be started again, where restarts alone do not tell. */
  readonly waitMs?: number
}

/** What a kubelet has in mind of a Pod beside its status. */
export interface Memory {
  /** How often its images could not be pulled. */
  readonly failedPulls: number
  /** How many of its restarts were long enough ago that they count no more. */
  readonly forgiven: number
}

export const NO_MEMORY: Memory = { failedPulls: 0, forgiven: 0 }

const BACKOFF_FIRST_MS = 10_000
export const BACKOFF_MAX_MS = 300_000
/** From an image that could not be pulled until its kubelet says that it waits before it tries again. */
const TELL_BACKOFF_AFTER_MS = 3_000

/** What follows the stage in which a Pod stands; nothing at the end of its life, or when it just goes on. */
export function nextStage(
  pod: Pod,
  current: Stage | undefined,
  behavior: PodBehavior,
  { failedPulls, forgiven }: Memory = NO_MEMORY,
): Stage | undefined {
  const { startAfterMs, imagePullError } = behavior
  switch (current?.name) {
    case undefined:
      return { name: 'creating', initDone: 0, afterMs: 0 }
    case 'creating':
      return started(pod, 0, startAfterMs, imagePullError)
    case 'init':
      return started(pod, current.initDone + 1, startAfterMs, undefined)
    case 'unpulled':
      return imagePullError === undefined
        ? started(pod, 0, 0, undefined)
        : {
            ...current,
            name: 'pullbackoff',
            afterMs: TELL_BACKOFF_AFTER_MS,
            pullError: imagePullError,
          }
    case 'pullbackoff': {
      const afterMs = waitMs(failedPulls - 1) - TELL_BACKOFF_AFTER_MS
      return started(pod, 0, afterMs, imagePullError)
    }
    case 'running':
      if (behavior.probeFailure !== undefined) return ending(pod, current, behavior)
      return { ...current, name: 'ready', afterMs: behavior.readyAfterMs }
    case 'ready':
      if (behavior.probeFailure !== undefined) return { ...current, name: 'running', afterMs: 0 }
      return ending(pod, current, behavior)
    case 'backoff':
      return { ...current, name: 'running', afterMs: backoffMs(pod, forgiven) }
    case 'ended':
      return undefined
  }
}

/** The next init container, or all containers when those are through; or images that cannot be pulled. */
function started(pod: Pod, done: number, afterMs: number, pullError: string | undefined): Stage {
  const inits = pod.spec?.initContainers ?? []
  if (pullError !== undefined) return { name: 'unpulled', initDone: 0, afterMs, pullError }
  const initDone = skipSidecars(pod, done)
  const name = initDone >= inits.length ? 'running' : 'init'
  return { name, initDone: Math.min(initDone, inits.length), afterMs }
}

/** Containers that end by themselves start again, or that was the end. */
function ending(
  pod: Pod,
  current: Stage,
  { runsForMs, exitCode = 0, exitReason }: PodBehavior,
): Stage | undefined {
  if (runsForMs === undefined) return undefined
  const name = restarts(pod, exitCode) ? 'backoff' : 'ended'
  const reason = exitReason === undefined ? {} : { exitReason }
  return { ...current, name, afterMs: runsForMs, exitCode, ...reason }
}

/** Sidecars start together with what comes after them. */
function skipSidecars(pod: Pod, from: number): number {
  const inits = pod.spec?.initContainers ?? []
  let index = from
  for (let one = inits[index]; one !== undefined && isSidecar(one); one = inits[index]) index += 1
  return index
}

/** Whether containers that ended with this code are started again. */
export function restarts(pod: Pod, exitCode: number): boolean {
  const policy = pod.spec?.restartPolicy ?? 'Always'
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** A wait that has doubled so often, up to five minutes: for images and for containers alike. */
export const waitMs = (times: number): number =>
  Math.min(BACKOFF_FIRST_MS * 2 ** Math.max(0, times), BACKOFF_MAX_MS)

/** How long a container that ended waits to be started again: not at all the first time, then ever longer. */
export function backoffMs(pod: Pod, forgiven = 0): number {
  const restarts = restartsOf(pod) - forgiven
  return restarts <= 0 ? 0 : waitMs(restarts - 1)
}

export const restartsOf = (pod: Pod): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(status => status.restartCount))

/** Where a Pod stands, or nothing before its kubelet has seen it. */
export function stageOf(pod: Pod): Stage | undefined {
  const { status } = pod
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return stage('ended', pod)
  const containers = status?.containerStatuses ?? []
  if ((status?.startTime ?? '') === '' || containers.length === 0) return undefined
  if (containers.every(one => one.state?.running !== undefined))
    return stage(containers.every(one => one.ready) ? 'ready' : 'running', pod)
  if (containers.some(isDown)) return stage('backoff', pod)
  const all = [...(status?.initContainerStatuses ?? []), ...containers]
  if (all.some(one => one.state?.waiting?.reason === 'ErrImagePull'))
    return { name: 'unpulled', initDone: 0, afterMs: 0 }
  if (all.some(one => one.state?.waiting?.reason === 'ImagePullBackOff'))
    return { name: 'pullbackoff', initDone: 0, afterMs: 0 }
  const plain = (status?.initContainerStatuses ?? []).findIndex(
    (one, index) =>
      one.state?.running !== undefined && !isSidecar(pod.spec?.initContainers?.[index] ?? one),
  )
  return plain < 0
    ? { name: 'creating', initDone: 0, afterMs: 0 }
    : { name: 'init', initDone: plain, afterMs: 0 }
}

/** Ended, and to be started again. */
const isDown = ({ state }: ContainerStatus): boolean =>
  state?.terminated !== undefined || state?.waiting?.reason === 'CrashLoopBackOff'

const stage = (name: Stage['name'], pod: Pod): Stage => ({
  name,
  initDone: pod.spec?.initContainers?.length ?? 0,
  afterMs: 0,
})
