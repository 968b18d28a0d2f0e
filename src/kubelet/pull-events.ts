// What kubelets tell of images that cannot be pulled, of containers that end again and again, and of probes that fail.
import type { ContainerStatus, Pod, PodStatus } from '../schema/generated/core-v1.ts'
import { containerReference, type Recorder } from './events.ts'
import type { Stage } from './stages.ts'

/** Tells of trouble that a Pod has come to in `after`. */
export function tellTrouble(
  recorder: Recorder,
  pod: Pod,
  stage: Stage,
  after: PodStatus,
  probeFailure: string | undefined,
): void {
  const inits = (after.initContainerStatuses ?? []).map(status => ({
    status,
    field: 'initContainers',
  }))
  const all = (after.containerStatuses ?? []).map(status => ({ status, field: 'containers' }))
  for (const { status, field } of [...inits, ...all]) {
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      recorder.event(containerReference(pod, field, status.name), type, reason, message)
    if (stage.name === 'unpulled' || stage.name === 'pullbackoff') tellUnpulled(tell, status)
    else if (stage.name === 'backoff' && status.state?.waiting?.reason === 'CrashLoopBackOff')
      tell('Warning', 'BackOff', backOffText(pod, status.name))
    else if (stage.name === 'running' && probeFailure !== undefined && field === 'containers')
      tell('Warning', 'Unhealthy', `Readiness probe failed: ${probeFailure}`)
  }
}

const backOffText = ({ metadata }: Pod, container: string): string =>
  `Back-off restarting failed container ${container} in pod ${metadata.name}_${metadata.namespace}(${metadata.uid})`

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void

function tellUnpulled(tell: Tell, { image, state }: ContainerStatus): void {
  const { reason, message = '' } = state?.waiting ?? {}
  if (reason === 'ErrImagePull') {
    tell('Normal', 'Pulling', `Pulling image "${image}"`)
    tell('Warning', 'Failed', `Failed to pull image "${image}": ${message}`)
    tell('Warning', 'Failed', 'Error: ErrImagePull')
  } else if (reason === 'ImagePullBackOff') {
    tell('Normal', 'BackOff', `Back-off pulling image "${image}"`)
    tell('Warning', 'Failed', 'Error: ImagePullBackOff')
  }
}
