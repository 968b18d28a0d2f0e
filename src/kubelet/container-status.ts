// The statuses of containers as a kubelet over containerd reports them.
import { createHash } from 'node:crypto'
import { formatTime } from '../meta/time.ts'
import { isSidecar } from '../scheduling/resources.ts'
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
} from '../schema/generated/core-v1.ts'

/** How far a container is. */
export type ContainerStage =
  | { readonly at: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly at: 'running'; readonly ready: boolean }
  | { readonly at: 'ended'; readonly exitCode: number; readonly exitReason?: string }

/** The status of a container at a stage; what was there before tells since when it runs and how often it was restarted. */
export function containerStatus(
  pod: Pod,
  container: Container,
  stage: ContainerStage,
  old: ContainerStatus | undefined,
  nowMs: number,
): ContainerStatus {
  const restartCount = restartsOf(container, stage, old)
  const started = stage.at !== 'waiting'
  const image = container.image ?? ''
  const keepsId = old?.containerID !== undefined && old.restartCount === restartCount
  const containerID = keepsId ? old.containerID : newContainerId(pod, container, restartCount)
  return {
    name: container.name,
    state: stateOf(stage, old, containerID, nowMs),
    lastState: lastStateOf(old, restartCount, stage),
    ready: stage.at === 'running' ? stage.ready : stage.at === 'ended' && stage.exitCode === 0,
    restartCount,
    image,
    imageID: started || old?.imageID ? imageId(image) : '',
    ...(started && containerID !== undefined ? { containerID } : {}),
    started: stage.at === 'running',
    ...(started ? whatItGot(container) : mountsOf(container)),
  }
}

/** A container that runs again after it has ended, or with another image, was restarted. */
function restartsOf(
  container: Container,
  stage: ContainerStage,
  old: ContainerStatus | undefined,
): number {
  if (old === undefined) return 0
  if (stage.at !== 'running') return old.restartCount
  const hadEnded =
    old.state?.terminated !== undefined ||
    (old.lastState?.terminated !== undefined && old.state?.waiting !== undefined)
  const hadOtherImage = old.state?.running !== undefined && old.image !== (container.image ?? '')
  return old.restartCount + (hadEnded || hadOtherImage ? 1 : 0)
}

function stateOf(
  stage: ContainerStage,
  old: ContainerStatus | undefined,
  containerID: string | undefined,
  nowMs: number,
): ContainerState {
  const now = formatTime(nowMs)
  if (stage.at === 'waiting') {
    const { reason, message } = stage
    return { waiting: message === undefined ? { reason } : { reason, message } }
  }
  const startedAt = old?.state?.running?.startedAt ?? now
  if (stage.at === 'running')
    return { running: { startedAt: old?.containerID === containerID ? startedAt : now } }
  if (old?.state?.terminated !== undefined) return old.state
  return {
    terminated: {
      exitCode: stage.exitCode,
      reason: stage.exitReason ?? (stage.exitCode === 0 ? 'Completed' : 'Error'),
      startedAt,
      finishedAt: now,
      ...(containerID === undefined ? {} : { containerID }),
    },
  }
}

function lastStateOf(
  old: ContainerStatus | undefined,
  restartCount: number,
  stage: ContainerStage,
): ContainerState {
  if (old === undefined) return {}
  if (stage.at !== 'ended' && old.state?.terminated !== undefined) return old.state
  const running = old.state?.running
  if (restartCount > old.restartCount && running !== undefined)
    return { terminated: { exitCode: 0, reason: 'Completed', ...running } }
  return old.lastState ?? {}
}

const mountsOf = (container: Container): Pick<ContainerStatus, 'volumeMounts'> => {
  const mounts = container.volumeMounts ?? []
  if (mounts.length === 0) return {}
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    })),
  }
}

/** What a container got of what it asked for. */
function whatItGot(container: Container): Partial<ContainerStatus> {
  const { requests, limits } = container.resources ?? {}
  return {
    ...(requests === undefined ? {} : { allocatedResources: requests }),
    resources: {
      ...(limits === undefined ? {} : { limits }),
      ...(requests === undefined ? {} : { requests }),
    },
    ...mountsOf(container),
    user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const newContainerId = (pod: Pod, container: Container, restartCount: number): string =>
  `containerd://${sha256(`${pod.metadata.uid ?? ''}/${container.name}/${restartCount}`)}`

const imageIds = new Map<string, string>()

/** The same image has the same digest everywhere. */
function imageId(image: string): string {
  let id = imageIds.get(image)
  if (id === undefined) {
    const repository = image.split('@')[0]?.replace(/:[^:/]*$/, '') ?? image
    id = `${repository}@sha256:${sha256(image)}`
    imageIds.set(image, id)
  }
  return id
}

/** Init containers that must end before the next may start. */
export const endsBeforeNext = (container: Container): boolean => !isSidecar(container)
