// What a kubelet tells of containers: as whom they run, and how their devices are.
import { type Cause, duplicate, forbidden, invalid, notSupported } from '../../meta/field-errors.ts'
import type {
  Container,
  ContainerStatus,
  PodSpec,
  PodStatus,
  ResourceStatus,
} from '../../schema/generated/core-v1.ts'
import { checkId } from '../pod-template/security.ts'

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const

export function checkContainerUsers(out: Cause[], status: PodStatus, { os }: PodSpec): void {
  for (const list of LISTS)
    for (const [index, { user }] of (status[list] ?? []).entries()) {
      if (user?.linux === undefined) continue
      const path = `status.${list}[${index}].linux`
      if (os?.name === 'windows') out.push(forbidden(path, 'cannot be set for a windows pod'))
      else if (os === undefined || os.name === 'linux') checkUser(out, user.linux, path)
    }
}

type User = NonNullable<NonNullable<ContainerStatus['user']>['linux']>

function checkUser(out: Cause[], { uid, gid, supplementalGroups = [] }: User, path: string): void {
  checkId(out, uid, `${path}.uid`)
  checkId(out, gid, `${path}.gid`)
  for (const [index, group] of supplementalGroups.entries())
    checkId(out, group, `${path}.supplementalGroups[${index}]`)
}

export function checkDevices(out: Cause[], status: PodStatus, spec: PodSpec): void {
  const containers = {
    containerStatuses: spec.containers,
    initContainerStatuses: spec.initContainers,
  }
  for (const list of ['containerStatuses', 'initContainerStatuses'] as const)
    for (const [index, told] of (status[list] ?? []).entries()) {
      const container = containers[list]?.find(({ name }) => name === told.name)
      for (const [at, resource] of (told.allocatedResourcesStatus ?? []).entries())
        checkDevice(
          out,
          resource,
          container,
          `status.${list}[${index}].allocatedResourcesStatus[${at}]`,
        )
    }
  for (const [index, told] of (status.ephemeralContainerStatuses ?? []).entries())
    if ((told.allocatedResourcesStatus ?? []).length > 0)
      out.push(
        forbidden(
          `status.ephemeralContainerStatuses[${index}].allocatedResourcesStatus`,
          'must not be specified in container status',
        ),
      )
}

const HEALTH = ['Healthy', 'Unhealthy', 'Unknown']
const CLAIM = 'claim:'
const NO_CLAIM =
  "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty"

/** A container that is not there is not asked what it wanted. */
function checkDevice(
  out: Cause[],
  { name, resources = [] }: ResourceStatus,
  container: Container | undefined,
  path: string,
): void {
  const isClaim = name.startsWith(CLAIM)
  if (
    container !== undefined &&
    !(isClaim ? hasClaim(container, name) : hasRequest(container, name))
  )
    out.push(
      invalid(
        `${path}.name`,
        name,
        isClaim ? NO_CLAIM : "must match one of the container's resource requests",
      ),
    )
  const seen = new Set<string>()
  for (const [index, { health = '', resourceID }] of resources.entries()) {
    const at = `${path}.resources[${index}]`
    if (!HEALTH.includes(health)) out.push(notSupported(`${at}.health`, health, HEALTH))
    if (seen.has(resourceID)) out.push(duplicate(`${at}.resourceID`, resourceID))
    seen.add(resourceID)
  }
}

const hasClaim = ({ resources }: Container, name: string): boolean =>
  (resources?.claims ?? []).some(
    claim => `${CLAIM}${claim.name}${claim.request ? `/${claim.request}` : ''}` === name,
  )

const hasRequest = ({ resources }: Container, name: string): boolean =>
  resources?.requests?.[name] !== undefined
