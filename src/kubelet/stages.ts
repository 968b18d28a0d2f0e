// The life of a Pod as a list of stages, read off its spec and its behaviour. Where a Pod stands is read
// off its status, so nothing is forgotten by a restart.
import { isSidecar } from '../scheduling/resources.ts'
import type { Pod } from '../schema/generated/core-v1.ts'
import type { PodBehavior } from './behavior.ts'

/** `init` has run as far as `initDone` says; the containers follow when it is through. */
export interface Stage {
  readonly name: 'creating' | 'init' | 'running' | 'ready' | 'ended' | 'backoff'
  /** How many init containers have ended (or, sidecars, run). */
  readonly initDone: number
  /** World time from the stage before. */
  readonly afterMs: number
  readonly exitCode?: number
}

const BACKOFF_FIRST_MS = 10_000
const BACKOFF_MAX_MS = 300_000

/** What follows the stage in which a Pod stands; nothing at the end of its life, or when it just goes on. */
export function nextStage(
  pod: Pod,
  current: Stage | undefined,
  behavior: PodBehavior,
): Stage | undefined {
  const inits = pod.spec?.initContainers ?? []
  switch (current?.name) {
    case undefined:
      return { name: 'creating', initDone: 0, afterMs: 0 }
    case 'creating':
    case 'init': {
      const done = current.name === 'init' ? current.initDone + 1 : 0
      const initDone = skipSidecars(pod, done)
      if (initDone >= inits.length)
        return { name: 'running', initDone: inits.length, afterMs: behavior.startAfterMs }
      return { name: 'init', initDone, afterMs: behavior.startAfterMs }
    }
    case 'running':
      return { ...current, name: 'ready', afterMs: behavior.readyAfterMs }
    case 'ready': {
      const { runsForMs, exitCode = 0 } = behavior
      if (runsForMs === undefined) return undefined
      const name = restarts(pod, exitCode) ? 'backoff' : 'ended'
      return { ...current, name, afterMs: runsForMs, exitCode }
    }
    case 'backoff':
      return { ...current, name: 'running', afterMs: backoffMs(pod) }
    case 'ended':
      return undefined
  }
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

/** How long a container that ended waits to be started again. */
export function backoffMs(pod: Pod): number {
  const restarts = Math.max(
    0,
    ...(pod.status?.containerStatuses ?? []).map(status => status.restartCount),
  )
  return Math.min(BACKOFF_FIRST_MS * 2 ** restarts, BACKOFF_MAX_MS)
}

/** Where a Pod stands, or nothing before its kubelet has seen it. */
export function stageOf(pod: Pod): Stage | undefined {
  const { status } = pod
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return stage('ended', pod)
  const containers = status?.containerStatuses ?? []
  if ((status?.startTime ?? '') === '' || containers.length === 0) return undefined
  if (containers.every(one => one.state?.running !== undefined))
    return stage(containers.every(one => one.ready) ? 'ready' : 'running', pod)
  if (containers.some(one => one.state?.waiting?.reason === 'CrashLoopBackOff'))
    return stage('backoff', pod)
  const plain = (status?.initContainerStatuses ?? []).findIndex(
    (one, index) =>
      one.state?.running !== undefined && !isSidecar(pod.spec?.initContainers?.[index] ?? one),
  )
  return plain < 0
    ? { name: 'creating', initDone: 0, afterMs: 0 }
    : { name: 'init', initDone: plain, afterMs: 0 }
}

const stage = (name: Stage['name'], pod: Pod): Stage => ({
  name,
  initDone: pod.spec?.initContainers?.length ?? 0,
  afterMs: 0,
})
