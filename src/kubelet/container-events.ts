// What a kubelet tells about the containers that it starts and stops.
import type { ContainerStatus, Pod, PodStatus } from '../schema/generated/core-v1.ts'
import { containerReference, type Recorder } from './events.ts'

/** The images that nodes hold, so that each is pulled once. */
export class Images {
  readonly #byNode = new Map<string, Set<string>>()

  /** Whether a container of this image has to pull it. */
  pulls(nodeName: string, image: string, policy: string | undefined): boolean {
    const images = this.#byNode.get(nodeName) ?? new Set<string>()
    this.#byNode.set(nodeName, images)
    const isThere = images.has(image)
    images.add(image)
    return !isThere || policy === 'Always'
  }

  forget(nodeName: string): void {
    this.#byNode.delete(nodeName)
  }
}

/** Tells of each container that runs, or has run, in `after` and did not before. */
export function tellStarted(recorder: Recorder, images: Images, pod: Pod, after: PodStatus): void {
  const before = pod.status
  for (const { field, now, old } of [
    ...pairs('initContainers', before?.initContainerStatuses, after.initContainerStatuses),
    ...pairs('containers', before?.containerStatuses, after.containerStatuses),
  ])
    if (hasStarted(now) && (!hasStarted(old) || now.containerID !== old?.containerID))
      tellContainer(recorder, images, pod, field, now)
}

type Field = 'initContainers' | 'containers'

const pairs = (
  field: Field,
  before: readonly ContainerStatus[] = [],
  after: readonly ContainerStatus[] = [],
) => after.map(now => ({ field, now, old: before.find(old => old.name === now.name) }))

const hasStarted = (status: ContainerStatus | undefined): boolean =>
  status?.state?.running !== undefined || status?.state?.terminated !== undefined

const PULL_SIZE_BYTES = 31_457_280

function tellContainer(
  recorder: Recorder,
  images: Images,
  pod: Pod,
  field: Field,
  { name, image }: ContainerStatus,
): void {
  const object = containerReference(pod, field, name)
  const policy = pod.spec?.[field]?.find(container => container.name === name)?.imagePullPolicy
  if (images.pulls(pod.spec?.nodeName ?? '', image, policy)) {
    recorder.event(object, 'Normal', 'Pulling', `Pulling image "${image}"`)
    const took = 'in 1ms (1ms including waiting)'
    const pulled = `Successfully pulled image "${image}" ${took}. Image size: ${PULL_SIZE_BYTES} bytes.`
    recorder.event(object, 'Normal', 'Pulled', pulled)
  } else {
    const present = `Container image "${image}" already present on machine and can be accessed by the pod`
    recorder.event(object, 'Normal', 'Pulled', present)
  }
  recorder.event(object, 'Normal', 'Created', 'Container created')
  recorder.event(object, 'Normal', 'Started', 'Container started')
}

/** Tells of the containers that are stopped because their Pod goes. */
export function tellStopping(recorder: Recorder, pod: Pod): void {
  for (const { name, state } of pod.status?.containerStatuses ?? [])
    if (state?.running !== undefined)
      recorder.event(
        containerReference(pod, 'containers', name),
        'Normal',
        'Killing',
        `Stopping container ${name}`,
      )
}
