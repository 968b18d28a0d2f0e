// What `kubectl logs` shows: lines that a simulated container is said to have written.
import { type Cause, forbidden, invalid } from '../meta/field-errors.ts'
import { badRequest, invalidObject } from '../meta/status.ts'
import { formatTime, parseTime } from '../meta/time.ts'
import type { ContainerStatus, Pod, PodLogOptions } from '../schema/generated/core-v1.ts'
import { type BehaviorOf, healthy } from './behavior.ts'

/**
 * The lines of a container as they are now, oldest first; nothing for a Pod that has no node yet.
 * @throws StatusError as the real server does.
 */
export function containerLog(
  pod: Pod,
  options: PodLogOptions,
  nowMs: number,
  behaviorOf: BehaviorOf = () => healthy(0),
): string[] | undefined {
  checkLogOptions(pod.metadata.name ?? '', options)
  const name = containerNameOf(pod, options.container ?? '')
  if ((pod.spec?.nodeName ?? '') === '') return undefined
  const status = statusOf(pod, name)
  const startedMs =
    options.previous === true ? previousStartMs(pod, status, name) : startMs(pod, status, name)
  const texts = [`${name} started`, ...(behaviorOf(pod).logLines ?? [])]
  const lines = texts.map((text, index) => ({ text, atMs: startedMs + index }))
  return cut(
    lines.filter(line => line.atMs >= sinceMs(options, nowMs)),
    options,
  )
}

/** The sort of check that Kubernetes makes of the options themselves, before it looks for the Pod. */
export function checkLogOptions(podName: string, options: PodLogOptions): void {
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options
  const causes: Cause[] = []
  if (tailLines !== undefined && tailLines < 0)
    causes.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'))
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid('limitBytes', limitBytes, 'must be greater than 0'))
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    causes.push(forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    causes.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  if (options.stream !== undefined) causes.push(forbidden('stream', 'may not be specified'))
  if (causes.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, podName, causes)
}

interface Line {
  readonly text: string
  readonly atMs: number
}

function cut(lines: readonly Line[], options: PodLogOptions): string[] {
  const { tailLines, limitBytes, timestamps } = options
  const tail = tailLines === undefined ? lines : tailLines === 0 ? [] : lines.slice(-tailLines)
  const texts = tail.map(({ text, atMs }) =>
    timestamps === true ? `${nanoTime(atMs)} ${text}` : text,
  )
  return limitBytes === undefined ? texts : upTo(texts, limitBytes)
}

const nanoTime = (ms: number): string =>
  `${formatTime(ms).slice(0, 19)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}000000Z`

function upTo(texts: readonly string[], limitBytes: number): string[] {
  let left = limitBytes
  const kept: string[] = []
  for (const text of texts) {
    if (left <= 0) break
    kept.push(text.slice(0, left))
    left -= text.length + 1
  }
  return kept
}

function sinceMs({ sinceSeconds, sinceTime }: PodLogOptions, nowMs: number): number {
  if (sinceSeconds !== undefined) return nowMs - sinceSeconds * 1000
  return sinceTime === undefined ? 0 : (parseTime(sinceTime) ?? 0)
}

/** The container that is asked for; a Pod with one, beside those of its beginning, needs no name. @throws StatusError BadRequest */
export function containerNameOf(pod: Pod, container: string): string {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const podName = pod.metadata.name ?? ''
  const all = [...initContainers, ...containers, ...ephemeralContainers].map(one => one.name)
  if (container !== '') {
    if (all.includes(container)) return container
    throw badRequest(`container ${container} is not valid for pod ${podName}`)
  }
  const [only, another] = containers
  if (only !== undefined && another === undefined) return only.name
  throw badRequest(
    `a container name must be specified for pod ${podName}, choose one of: [${all.join(' ')}]`,
  )
}

/** The status of a container of any sort. */
export const statusOf = (pod: Pod, name: string): ContainerStatus | undefined =>
  [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.ephemeralContainerStatuses ?? []),
  ].find(status => status.name === name)

function startMs(pod: Pod, status: ContainerStatus | undefined, name: string): number {
  const state = status?.state
  const startedAt = state?.running?.startedAt ?? state?.terminated?.startedAt
  if (startedAt !== undefined) return parseTime(startedAt) ?? 0
  const last = status?.lastState?.terminated?.startedAt
  if (last !== undefined) return parseTime(last) ?? 0
  const reason = state?.waiting?.reason ?? 'ContainerCreating'
  throw badRequest(
    `container "${name}" in pod "${pod.metadata.name ?? ''}" is waiting to start: ${reason}`,
  )
}

function previousStartMs(pod: Pod, status: ContainerStatus | undefined, name: string): number {
  const startedAt = status?.lastState?.terminated?.startedAt
  if (startedAt !== undefined) return parseTime(startedAt) ?? 0
  throw badRequest(
    `previous terminated container "${name}" in pod "${pod.metadata.name ?? ''}" not found`,
  )
}
