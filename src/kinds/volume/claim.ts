// The rules of PersistentVolumeClaims.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { IMMUTABLE, validateImmutable } from '../../meta/object-meta.ts'
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
import { CLASS_ANNOTATION, classWarning } from './classes.ts'

export const persistentVolumeClaimRules: Rules<PersistentVolumeClaim> = {
  defaults: claim => ({
    ...claim,
    spec: filled(claim.spec ?? {}, { volumeMode: 'Filesystem' }),
    status: filled(claim.status ?? {}, { phase: 'Pending' }),
  }),
  prepareForCreate: draft =>
    withStatus(changed(draft, 'spec', withSources(draft.spec ?? {}, {})), { phase: 'Pending' }),
  prepareForUpdate: (next, old) =>
    withStatus(changed(next, 'spec', withSources(next.spec ?? {}, old.spec ?? {})), old.status),
  validate,
  validateUpdate: (next, old) => [
    ...metaAgain(next, true),
    ...validate(next),
    ...specChanges(next, old),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: next => warnings(next),
}

/** What data the claim begins with: references to other namespaces are off, and the two fields for one thing say the same. */
function withSources(
  given: PersistentVolumeClaimSpec,
  old: PersistentVolumeClaimSpec,
): PersistentVolumeClaimSpec {
  const isElsewhere = !!given.dataSourceRef?.namespace && old.dataSourceRef === undefined
  const spec = isElsewhere ? without(given, 'dataSourceRef') : given
  const { dataSource, dataSourceRef } = spec
  const isNew = old.dataSource === undefined && old.dataSourceRef === undefined
  if (isNew && dataSource !== undefined && dataSourceRef === undefined && !isKnown(dataSource))
    return without(spec, 'dataSource')
  if (dataSource !== undefined && dataSourceRef === undefined)
    return { ...spec, dataSourceRef: dataSource }
  if (dataSource === undefined && dataSourceRef !== undefined && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef
    return { ...spec, dataSource: source }
  }
  return spec
}

/** The old field knows claims and snapshots only; anything else in it is dropped. */
const isKnown = ({ apiGroup, kind }: TypedLocalObjectReference): boolean =>
  (kind === 'PersistentVolumeClaim' && !apiGroup) ||
  (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')

function validate({ spec = {} }: PersistentVolumeClaim): Cause[] {
  const causes: Cause[] = []
  checkClaimSpec(causes, spec, 'spec')
  return causes
}

const SPEC = 'core/v1.PersistentVolumeClaimSpec'
const FIXED =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function specChanges(next: PersistentVolumeClaim, old: PersistentVolumeClaim): Cause[] {
  const after = comparable(next, old)
  const before = named(old.spec ?? {}, after)
  const causes: Cause[] = []
  const isMoved = movesClass(next, old)
  if (!isMoved && classAnnotation(next) !== classAnnotation(old))
    causes.push(
      invalid(`metadata.annotations.${CLASS_ANNOTATION}`, classAnnotation(next) ?? '', IMMUTABLE),
    )
  if (!sameJson(after, before))
    causes.push(forbidden('spec', `${FIXED}\n${describeStructChange(SPEC, after, before)}`))
  const now = storageOf(next)
  if (compareQuantities(now, storageOf(old)) < 0) {
    const given = old.status?.capacity?.['storage'] ?? '0'
    if (compareQuantities(now, given) <= 0)
      causes.push(
        forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'),
      )
  }
  causes.push(...validateImmutable(next.spec?.volumeMode, before.volumeMode, 'volumeMode'))
  const { volumeAttributesClassName: name } = next.spec ?? {}
  if (before.volumeAttributesClassName !== undefined && !name)
    causes.push(
      forbidden(
        'spec.volumeAttributesClassName',
        `update from non-nil value to ${name === undefined ? 'nil' : 'an empty string'} is forbidden`,
      ),
    )
  return causes
}

const storageOf = ({ spec }: PersistentVolumeClaim): string =>
  spec?.resources?.requests?.['storage'] ?? '0'

/** The class moves from the annotation of old to the field. */
function movesClass(next: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const before = classAnnotation(old)
  const now = classAnnotation(next)
  return (
    before !== undefined &&
    old.spec?.storageClassName === undefined &&
    next.spec?.storageClassName === before &&
    (now === undefined || now === before)
  )
}

/** The old spec with the volume that the new one names, where it named none: that may be done once. */
const named = (
  old: PersistentVolumeClaimSpec,
  { volumeName }: PersistentVolumeClaimSpec,
): PersistentVolumeClaimSpec => (old.volumeName ? old : put(old, 'volumeName', volumeName))

/** The new spec with all else that may change put back: a class found later, the size of a bound claim. */
function comparable(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): PersistentVolumeClaimSpec {
  const before = old.spec ?? {}
  let spec = next.spec ?? {}
  if (before.storageClassName === undefined) {
    const annotated = classAnnotation(old)
    if (annotated === undefined || annotated === spec.storageClassName)
      spec = put(spec, 'storageClassName', undefined)
  }
  if (next.status?.phase !== 'Bound') return spec
  if (spec.resources?.requests !== undefined)
    spec = {
      ...spec,
      resources: {
        ...spec.resources,
        requests: { ...spec.resources.requests, storage: storageOf(old) },
      },
    }
  return spec.volumeAttributesClassName === undefined
    ? spec
    : put(spec, 'volumeAttributesClassName', before.volumeAttributesClassName)
}

function put<K extends keyof PersistentVolumeClaimSpec>(
  spec: PersistentVolumeClaimSpec,
  name: K,
  value: PersistentVolumeClaimSpec[K],
): PersistentVolumeClaimSpec {
  return value === undefined ? without(spec, name) : changed(spec, name, value)
}

const classAnnotation = ({ metadata }: PersistentVolumeClaim): string | undefined =>
  metadata.annotations?.[CLASS_ANNOTATION]

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
