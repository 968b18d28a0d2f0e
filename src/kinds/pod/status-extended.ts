// The claim that stands for the extended resources of a Pod, and which request of it each container has.
import { type Cause, duplicate, invalid, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type { PodSpec, PodStatus } from '../../schema/generated/core-v1.ts'
import { checkText } from '../pod-template/check.ts'

const PATH = 'status.extendedResourceClaimStatus'
const IN_CONTAINERS = 'spec.initContainers.name or spec.containers.name'
const IN_REQUESTS = 'spec.initContainers.resources.requests or spec.containers.resources.requests'

export function checkExtendedClaim(out: Cause[], status: PodStatus, spec: PodSpec): void {
  const claim = status.extendedResourceClaimStatus
  if (claim === undefined) return
  const mappings = claim.requestMappings ?? []
  if (mappings.length === 0)
    out.push(required(`${PATH}.requestMappings`, 'at least one request mapping is required'))
  const seen = new Set<string>()
  for (const [index, mapping] of mappings.entries())
    checkMapping(out, mapping, spec, seen, `${PATH}.requestMappings[${index}]`)
  const at = `${PATH}.resourceClaimName`
  if (!claim.resourceClaimName) out.push(required(at))
  else checkText(out, dnsSubdomainErrors, claim.resourceClaimName, at)
}

type Mapping = NonNullable<
  NonNullable<PodStatus['extendedResourceClaimStatus']>['requestMappings']
>[number]

function checkMapping(
  out: Cause[],
  { containerName, resourceName, requestName }: Mapping,
  { containers = [], initContainers = [] }: PodSpec,
  seen: Set<string>,
  path: string,
): void {
  const container = [...containers, ...initContainers].find(({ name }) => name === containerName)
  if (container === undefined)
    out.push(
      invalid(
        `${path}.containerName`,
        containerName,
        `must match the name of an entry in ${IN_CONTAINERS}`,
      ),
    )
  else if (container.resources?.requests?.[resourceName] === undefined)
    out.push(
      invalid(
        `${path}.resourceName`,
        resourceName,
        `must match the extended resource name of an entry in ${IN_REQUESTS}`,
      ),
    )
  checkText(out, dnsLabelErrors, requestName, `${PATH}.requestName`)
  const key = [containerName, resourceName, requestName].join('/')
  if (seen.has(key))
    out.push(
      duplicate(`${path}.containerName`, containerName),
      duplicate(`${path}.resourceName`, resourceName),
      duplicate(`${path}.requestName`, requestName),
    )
  seen.add(key)
}
