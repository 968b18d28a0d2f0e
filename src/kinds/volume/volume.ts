// The rules of PersistentVolumes.
import { type Cause, forbidden } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  PersistentVolume,
  PersistentVolumeSpec,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { describeStructChange } from '../pod/diff.ts'
import { defaultVolume } from '../pod-template/default-volumes.ts'
import { filled } from '../same.ts'
import { withStatus } from '../status.ts'
import { classWarning } from './classes.ts'
import { SOURCES, validateVolume } from './validate.ts'

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
  validateUpdate: (next, old) => [
    ...metaAgain(next, false),
    ...validateVolume(next),
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
  return { ...policies, ...known } as PersistentVolumeSpec
}

const sourcesOf = (spec: PersistentVolumeSpec): Partial<PersistentVolumeSpec> =>
  Object.fromEntries(
    SOURCES.flatMap(name => (spec[name] === undefined ? [] : [[name, spec[name]]])),
  )

function changes(next: PersistentVolumeSpec, old: PersistentVolumeSpec): Cause[] {
  const causes: Cause[] = []
  const [after, before] = [sourcesOf(next), sourcesOf(old)]
  if (!sameJson(after, before)) {
    const difference = describeStructChange('core/v1.PersistentVolumeSpec', after, before)
    causes.push(
      forbidden(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${difference}`,
      ),
    )
  }
  causes.push(...validateImmutable(next.volumeMode, old.volumeMode, 'volumeMode'))
  if (old.nodeAffinity !== undefined)
    causes.push(...validateImmutable(next.nodeAffinity, old.nodeAffinity, 'nodeAffinity'))
  return causes
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
const OLD_LABELS: Readonly<Record<string, readonly [since: string, use: string]>> = {
  'beta.kubernetes.io/arch': ['v1.14', 'kubernetes.io/arch'],
  'beta.kubernetes.io/os': ['v1.14', 'kubernetes.io/os'],
  'failure-domain.beta.kubernetes.io/region': ['v1.17', 'topology.kubernetes.io/region'],
  'failure-domain.beta.kubernetes.io/zone': ['v1.17', 'topology.kubernetes.io/zone'],
  'beta.kubernetes.io/instance-type': ['v1.17', 'node.kubernetes.io/instance-type'],
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
  const terms = nodeAffinity?.required?.nodeSelectorTerms ?? []
  return terms.flatMap(({ matchExpressions = [] }, term) =>
    matchExpressions.flatMap(({ key }, index) => {
      const known = OLD_LABELS[key]
      if (known === undefined) return []
      const path = `spec.nodeAffinity.required.nodeSelectorTerms[${term}].matchExpressions[${index}].key`
      return [`${path}: ${key} is deprecated since ${known[0]}; use "${known[1]}" instead`]
    }),
  )
}
