// The rules of PersistentVolumes.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { formatTime } from '../../meta/time.ts'
import { withEmpties } from '../../schema/decode/empties.ts'
import type {
  NodeSelectorRequirement,
  PersistentVolume,
  PersistentVolumeSpec,
  Volume,
  VolumeNodeAffinity,
} from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { describeStructChange } from '../pod/diff.ts'
import { defaultVolume } from '../pod-template/default-volumes.ts'
import { termWarnings } from '../pod-template/warnings-placement.ts'
import { filled, mappedIn, without } from '../same.ts'
import { withStatus } from '../status.ts'
import { classWarning } from './classes.ts'
import { SOURCES, validateVolume, validateVolumeSpec } from './validate.ts'

export const persistentVolumeRules: Rules<PersistentVolume> = {
  defaults: volume => ({
    ...volume,
    spec: defaultSpec(volume.spec ?? {}),
    status: filled(volume.status ?? {}, { phase: 'Pending' }),
  }),
  prepareForCreate: (draft, { nowMs }) =>
    withStatus(draft, { phase: 'Pending', lastPhaseTransitionTime: formatTime(nowMs) }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateVolume,
  // The real server looks at the whole twice.
  validateUpdate: (next, old) => [
    ...validateVolume(next),
    ...metaAgain(next, false),
    ...validateVolumeSpec(next),
    ...changes(next.spec ?? {}, old.spec ?? {}),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: next => warnings(next),
}

export const persistentVolumeStatusRules: Pick<Rules<PersistentVolume>, 'prepareForUpdate'> = {
  prepareForUpdate: (next, old, { nowMs }) => {
    const status = next.status ?? {}
    const isNew = status.phase !== old.status?.phase
    const isTold = status.lastPhaseTransitionTime !== old.status?.lastPhaseTransitionTime
    const dated = { ...status, lastPhaseTransitionTime: formatTime(nowMs) }
    return withStatus({ ...old, metadata: next.metadata }, isNew && !isTold ? dated : status)
  },
}

/** Sources have the defaults that they have in pods. */
function defaultSpec(spec: PersistentVolumeSpec): PersistentVolumeSpec {
  const policies = filled(spec, {
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
  })
  const sources = sourcesOf(spec)
  if (Object.keys(sources).length === 0) return policies
  const { name: _, ...known } = defaultVolume({ ...sources, name: '' } as Volume)
  return withEmpties({ ...policies, ...known } as PersistentVolumeSpec, spec)
}

const sourcesOf = (spec: PersistentVolumeSpec): Partial<PersistentVolumeSpec> =>
  Object.fromEntries(
    SOURCES.flatMap(name => (spec[name] === undefined ? [] : [[name, spec[name]]])),
  )

function changes(next: PersistentVolumeSpec, old: PersistentVolumeSpec): Cause[] {
  const causes: Cause[] = []
  const [after, before] = [sourcesOf(withoutNewSecret(next, old)), sourcesOf(old)]
  if (!sameJson(after, before)) {
    const difference = describeStructChange(SPEC, after, before, 'PersistentVolumeSource')
    causes.push(
      forbidden(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${difference}`,
      ),
    )
  }
  causes.push(...validateImmutable(next.volumeMode, old.volumeMode, 'volumeMode'))
  const now = next.nodeAffinity
  if (old.nodeAffinity !== undefined && !sameJson(now, renewed(old.nodeAffinity, now)))
    causes.push(invalid('nodeAffinity', goStruct(AFFINITY, now), FIXED_AFFINITY))
  if (old.volumeAttributesClassName !== undefined && next.volumeAttributesClassName === undefined)
    causes.push(
      forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'),
    )
  return causes
}

const SPEC = 'core/v1.PersistentVolumeSpec'
const AFFINITY = 'core/v1.VolumeNodeAffinity'
const FIXED_AFFINITY = 'field is immutable, except for updating from beta label to GA'

/** The secret for expanding may be named later, once. */
function withoutNewSecret(
  next: PersistentVolumeSpec,
  old: PersistentVolumeSpec,
): PersistentVolumeSpec {
  if (next.csi === undefined || old.csi === undefined) return next
  if (old.csi.controllerExpandSecretRef !== undefined) return next
  return { ...next, csi: without(next.csi, 'controllerExpandSecretRef') }
}

/** The old affinity, with labels by their new names where the new one has those in their places. */
function renewed(
  old: VolumeNodeAffinity,
  next: VolumeNodeAffinity | undefined,
): VolumeNodeAffinity {
  const after = next?.required?.nodeSelectorTerms ?? []
  if (old.required === undefined) return old
  const nodeSelectorTerms = (old.required.nodeSelectorTerms ?? []).map((term, at) =>
    mappedIn(term, 'matchExpressions', (requirement: NodeSelectorRequirement) => {
      const index = term.matchExpressions?.indexOf(requirement) ?? -1
      const key = after[at]?.matchExpressions?.[index]?.key
      return key !== undefined && NEW_NAMES[requirement.key] === key
        ? { ...requirement, key }
        : requirement
    }),
  )
  return { ...old, required: { ...old.required, nodeSelectorTerms } }
}

const GONE: Readonly<Record<string, string>> = {
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
}

/** Labels of nodes that have new names. */
const NEW_NAMES: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
}

const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options'

function warnings(volume: PersistentVolume): string[] {
  const spec = volume.spec ?? {}
  const told = classWarning(volume)
  if (volume.metadata.annotations?.[MOUNT_OPTIONS] !== undefined)
    told.push(
      `metadata.annotations[${MOUNT_OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead`,
    )
  if (spec.persistentVolumeReclaimPolicy === 'Recycle')
    told.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    )
  told.push(...labelWarnings(spec))
  for (const [name, text] of Object.entries(GONE))
    if (spec[name as keyof PersistentVolumeSpec] !== undefined) told.push(`spec.${name}: ${text}`)
  return told
}

function labelWarnings({ nodeAffinity }: PersistentVolumeSpec): string[] {
  return (nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap((term, index) =>
    termWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${index}]`),
  )
}
