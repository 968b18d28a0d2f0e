import { through } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { ContainerStatus, Pod, PodStatus } from '../../schema/generated/core-v1.ts'
import { containerStatus } from '../container-status.ts'
import { kubeletContext } from '../context.ts'
import { keyOfPod, podTargetOf } from '../objects.ts'
import { podStatusAt } from '../pod-status.ts'
import { restarts, type Stage } from '../stages.ts'

/**
 * The main process of a Pod with one container has ended: the Pod has too, or its container starts anew,
 * as its restart policy says.
 */
export async function endMain(registry: Registry, pod: Pod, exitCode: number): Promise<void> {
  if ((pod.spec?.containers ?? []).length !== 1) return
  const nowMs = registry.clock.nowMs()
  const stage = (name: Stage['name']): Stage => ({
    name,
    initDone: pod.spec?.initContainers?.length ?? 0,
    afterMs: 0,
    exitCode,
  })
  await registry.modify<Pod>(
    podTargetOf(keyOfPod(pod)),
    live => {
      const { hostIP = '', podIP = '' } = live.status ?? {}
      if (live.metadata.uid !== pod.metadata.uid || live.status?.phase !== 'Running') return live
      if (live.metadata.deletionTimestamp !== undefined) return live
      const at = (of: Pod, name: Stage['name']): PodStatus =>
        podStatusAt(of, stage(name), { hostIP, podIP, nowMs })
      if (!restarts(pod, exitCode)) return { ...live, status: at(live, 'ended') }
      const ended = { ...live, status: at(live, 'backoff') }
      return { ...ended, status: at(ended, 'ready') }
    },
    through(kubeletContext(pod.spec?.nodeName ?? ''), 'status'),
  )
}

/** A container that was put in for debugging has ended, and stays so. */
export async function endEphemeral(
  registry: Registry,
  pod: Pod,
  exitCode: number,
  name: string,
): Promise<void> {
  const container = pod.spec?.ephemeralContainers?.find(one => one.name === name)
  if (container === undefined) return
  const nowMs = registry.clock.nowMs()
  const ended = (live: Pod, before: ContainerStatus): ContainerStatus => {
    const { started: _, ...status } = containerStatus(
      live,
      container,
      { at: 'ended', exitCode },
      before,
      nowMs,
    )
    return { ...status, ready: false }
  }
  await registry.modify<Pod>(
    podTargetOf(keyOfPod(pod)),
    live => {
      const statuses = live.status?.ephemeralContainerStatuses ?? []
      const ephemeralContainerStatuses = statuses.map(status =>
        status.name === name && status.state?.running !== undefined ? ended(live, status) : status,
      )
      return { ...live, status: { ...live.status, ephemeralContainerStatuses } }
    },
    through(kubeletContext(pod.spec?.nodeName ?? ''), 'status'),
  )
}
