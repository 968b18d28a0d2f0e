// What is wrong with a volume that stands in an attachment, without an object of its own.
import { type Cause, forbidden, required } from '../../meta/field-errors.ts'
import type { PersistentVolumeSpec } from '../../schema/generated/core-v1.ts'
import { accessModeErrors, attributesErrors, sourceErrors } from './validate.ts'

const INLINE = 'in the context of inline volumes'
const POLICY = 'Retain'
const MODE = 'Filesystem'

/** Such a volume is of a CSI driver, belongs to nobody and is of no size, class or place. */
export function inlineVolumeErrors(spec: PersistentVolumeSpec, path: string): Cause[] {
  const { accessModes = [], persistentVolumeReclaimPolicy: policy, volumeMode } = spec
  const none = (field: string, isGiven: boolean): Cause[] =>
    isGiven ? [forbidden(`spec.${field}`, `may not be specified ${INLINE}`)] : []
  const only = (field: string, value: string | undefined, known: string, text: string): Cause[] =>
    value === undefined || value === known
      ? []
      : [forbidden(`spec.${field}`, `${text} ${known} ${INLINE}`)]
  const causes = [
    ...none('claimRef', spec.claimRef !== undefined),
    ...none('capacity', Object.keys(spec.capacity ?? {}).length > 0),
    ...(spec.csi === undefined ? [required('spec.csi', `has to be specified ${INLINE}`)] : []),
    ...accessModeErrors(accessModes),
    ...only('persistentVolumeReclaimPolicy', policy || undefined, POLICY, 'may only be'),
    ...none('nodeAffinity', spec.nodeAffinity !== undefined),
    ...sourceErrors(spec, ''),
    ...none('storageClassName', Boolean(spec.storageClassName)),
    ...only('volumeMode', volumeMode, MODE, 'may not specify volumeMode other than'),
    ...attributesErrors(spec),
  ]
  return causes.map(cause => ({ ...cause, field: cause.field.replace('spec', path) }))
}
