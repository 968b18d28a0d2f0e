// What controllers write into the status of a PersistentVolumeClaim.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import type { PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { isNative } from '../pod-template/resource-names.ts'
import { checkQuantity } from '../pod-template/resources.ts'
import { withStatus } from '../status.ts'
import { basicResourceErrors } from './validate.ts'

export const persistentVolumeClaimStatusRules: Pick<
  Rules<PersistentVolumeClaim>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, next.status),
  validateUpdate: ({ spec, status = {} }) => {
    const causes: Cause[] = []
    if ((spec?.accessModes ?? []).length === 0) causes.push(required('Spec.accessModes'))
    for (const [name, amount] of Object.entries(status.capacity ?? {}))
      causes.push(...basicResourceErrors(amount, `status.capacity[${name}]`))
    causes.push(...resizeErrors(status.allocatedResourceStatuses ?? {}))
    causes.push(...allocationErrors(status.allocatedResources ?? {}))
    return causes
  },
}

const RESIZES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
]

function resizeErrors(statuses: Readonly<Record<string, string>>): Cause[] {
  const path = 'status.allocatedResourceStatus'
  return Object.entries(statuses).flatMap(([name, status]) => [
    ...keyErrors(name, path),
    ...(RESIZES.includes(status) ? [] : [notSupported(path, name, RESIZES)]),
  ])
}

function allocationErrors(amounts: Readonly<Record<string, string>>): Cause[] {
  const path = 'status.allocatedResources'
  return Object.entries(amounts).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`
    const errors = keyErrors(name, path)
    if (errors.length === 0) errors.push(...basicResourceErrors(amount, at))
    if (errors.length === 0) checkQuantity(errors, 'storage', amount, at)
    return errors
  })
}

/** Of Kubernetes' own resources only storage is a claim's. */
function keyErrors(name: string, path: string): Cause[] {
  const errors = qualifiedNameErrors(name)
  if (errors.length > 0) return errors.map(text => invalid(path, name, text))
  return isNative(name) && name !== 'storage' ? [notSupported(path, name, ['storage'])] : []
}
