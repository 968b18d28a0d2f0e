// The rules of PersistentVolumeClaims.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { compareQuantities, isWhole } from '../../meta/quantity.ts'
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
} from '../../schema/generated/core-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { describeStructChange } from '../pod/diff.ts'
import { checkClaimSpec } from '../pod-template/volume-claim.ts'
import { changed, filled, without } from '../same.ts'
import { withStatus } from '../status.ts'
import { classWarning } from './classes.ts'

export const persistentVolumeClaimRules: Rules<PersistentVolumeClaim> = {
  defaults: claim => ({
    ...claim,
    spec: filled(claim.spec ?? {}, { volumeMode: 'Filesystem' }),
    status: filled(claim.status ?? {}, { phase: 'Pending' }),
  }),
  prepareForCreate: draft =>
    withStatus(changed(draft, 'spec', withSources(draft.spec ?? {})), { phase: 'Pending' }),
  prepareForUpdate: (next, old) =>
    withStatus(changed(next, 'spec', copiedSources(next.spec ?? {})), old.status),
  validate,
  validateUpdate: (next, old) => [
    ...metaAgain(next, true),
    ...validate(next),
    ...specChanges(next, old),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: next => warnings(next),
}

export const persistentVolumeClaimStatusRules: Pick<
  Rules<PersistentVolumeClaim>,
  'prepareForUpdate'
> = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, next.status),
}

/** The old field knows claims and snapshots only; anything else in it is dropped. */
function withSources(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const { dataSource } = spec
  return copiedSources(
    dataSource === undefined || isKnown(dataSource) ? spec : without(spec, 'dataSource'),
  )
}

const isKnown = ({ apiGroup, kind }: TypedLocalObjectReference): boolean =>
  (kind === 'PersistentVolumeClaim' && !apiGroup) ||
  (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')

/** The two fields for one thing say the same. */
function copiedSources(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const { dataSource, dataSourceRef } = spec
  if (dataSource !== undefined && dataSourceRef === undefined)
    return { ...spec, dataSourceRef: dataSource }
  if (dataSource === undefined && dataSourceRef !== undefined && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef
    return { ...spec, dataSource: source }
  }
  return spec
}

function validate({ spec = {} }: PersistentVolumeClaim): Cause[] {
  const causes: Cause[] = []
  checkClaimSpec(causes, spec, 'spec')
  const { dataSource, dataSourceRef } = spec
  // The real server quotes a path where the value should stand, which prints as an empty object.
  if (dataSource === undefined || dataSourceRef === undefined) return causes
  if (dataSourceRef.namespace)
    causes.push(
      invalid('spec', {}, 'may not be specified when dataSourceRef.namespace is specified'),
    )
  else if (!sameJson(dataSource, dataSourceRef))
    causes.push(invalid('spec', {}, 'must match dataSourceRef'))
  return causes
}

const SPEC = 'core/v1.PersistentVolumeClaimSpec'
const FIXED =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function specChanges(next: PersistentVolumeClaim, old: PersistentVolumeClaim): Cause[] {
  const before = old.spec ?? {}
  const after = comparable(next, old)
  const causes: Cause[] = []
  if (!sameJson(after, before))
    causes.push(forbidden('spec', `${FIXED}\n${describeStructChange(SPEC, after, before)}`))
  const [now, then] = [storageOf(next), storageOf(old)]
  if (now !== undefined && then !== undefined && compareQuantities(now, then) < 0) {
    const given = old.status?.capacity?.['storage']
    if (given === undefined || compareQuantities(now, given) <= 0)
      causes.push(
        forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'),
      )
  }
  return [...causes, ...validateImmutable(next.spec?.volumeMode, before.volumeMode, 'volumeMode')]
}

const storageOf = ({ spec }: PersistentVolumeClaim): string | undefined =>
  spec?.resources?.requests?.['storage']

/** The new spec with all that may change put back: a volume named once, a class found later, the size of a bound claim. */
function comparable(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): PersistentVolumeClaimSpec {
  const before = old.spec ?? {}
  let spec = next.spec ?? {}
  if (!before.volumeName) spec = put(spec, 'volumeName', before.volumeName)
  if (before.storageClassName === undefined && !classAnnotation(old))
    spec = put(spec, 'storageClassName', undefined)
  const then = storageOf(old)
  if (
    next.status?.phase === 'Bound' &&
    spec.resources?.requests !== undefined &&
    then !== undefined
  )
    spec = {
      ...spec,
      resources: { ...spec.resources, requests: { ...spec.resources.requests, storage: then } },
    }
  return put(spec, 'volumeAttributesClassName', before.volumeAttributesClassName)
}

function put<K extends keyof PersistentVolumeClaimSpec>(
  spec: PersistentVolumeClaimSpec,
  name: K,
  value: PersistentVolumeClaimSpec[K],
): PersistentVolumeClaimSpec {
  return value === undefined ? without(spec, name) : changed(spec, name, value)
}

const classAnnotation = ({ metadata }: PersistentVolumeClaim): string | undefined =>
  metadata.annotations?.['volume.beta.kubernetes.io/storage-class']

function warnings(claim: PersistentVolumeClaim): string[] {
  const { requests, limits } = claim.spec?.resources ?? {}
  const told = classWarning(claim)
  for (const [field, amounts] of Object.entries({ requests, limits })) {
    const amount = amounts?.['storage']
    if (amount !== undefined && !isWhole(amount))
      told.push(
        `spec.resources.${field}[storage]: fractional byte value "${amount}" is invalid, must be an integer`,
      )
  }
  return told
}
