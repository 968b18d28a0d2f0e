// The group resource.k8s.io: devices and claims of them.
import type { KubeObject } from '../../meta/object.ts'
import type { ResourceClaim, ResourceSlice } from '../../schema/generated/resource-v1.ts'
import { age, ageOf, name, nameOf, printer, text } from './columns.ts'
import { doc } from './descriptions-groups.ts'

/** For kinds that are shown by name and age only. */
export const namePrinter = printer<KubeObject>([name, age], (object, context) => [
  nameOf(object),
  ageOf(object, context),
])

export const resourceClaimPrinter = printer<ResourceClaim>(
  [
    name,
    text('State', 'A summary of the current state (allocated, pending, reserved, etc.).'),
    age,
  ],
  (claim, context) => [nameOf(claim), claimState(claim), ageOf(claim, context)],
)

function claimState({ metadata, status }: ResourceClaim): string {
  const isDeleted = metadata.deletionTimestamp !== undefined
  const states = isDeleted ? ['deleted'] : []
  if (status?.allocation !== undefined) states.push('allocated')
  else if (!isDeleted) states.push('pending')
  if (status?.allocation !== undefined && (status.reservedFor ?? []).length > 0)
    states.push('reserved')
  return states.join(',')
}

export const resourceSlicePrinter = printer<ResourceSlice>(
  [
    name,
    text('Node', doc.ResourceSliceSpec.nodeName),
    text('Driver', doc.ResourceSliceSpec.driver),
    text('Pool', doc.ResourcePool.name),
    age,
  ],
  (slice, context) => [
    nameOf(slice),
    slice.spec?.nodeName ?? '',
    slice.spec?.driver ?? '',
    slice.spec?.pool?.name ?? '',
    ageOf(slice, context),
  ],
)
