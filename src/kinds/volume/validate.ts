// What is wrong with a PersistentVolume, in the order of the real server.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import { nanosOf } from '../../meta/quantity.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '../../schema/generated/core-v1.ts'
import { checkNodeSelector } from '../pod-template/node-selector.ts'
import { checkVolumeSource } from './sources.ts'

/** Fields of the spec that name a source, in the order in which they are looked at. */
export const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const satisfies readonly (keyof PersistentVolumeSpec)[]

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const POLICIES = ['Delete', 'Recycle', 'Retain']
const MODES = ['Block', 'Filesystem']
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options'
/** Sources that cannot be mounted with options. */
const WITHOUT_OPTIONS = ['hostPath', 'local', 'flocker', 'flexVolume', 'csi', 'fc'] as const

export function validateVolume(volume: PersistentVolume): Cause[] {
  const spec = volume.spec ?? {}
  const causes = validateVolumeSpec(volume)
  const hasOptions = volume.metadata.annotations?.[MOUNT_OPTIONS] !== undefined
  if (hasOptions && WITHOUT_OPTIONS.some(name => spec[name] !== undefined))
    causes.push(
      forbidden(
        `metadata.annotations.${MOUNT_OPTIONS}`,
        'may not specify mount options for this volume type',
      ),
    )
  return causes
}

/** What is wrong with the spec, as it is looked at once more when a volume changes. */
export function validateVolumeSpec({ metadata, spec = {} }: PersistentVolume): Cause[] {
  return [
    ...accessModeErrors(spec.accessModes ?? []),
    ...capacityErrors(spec),
    ...policyErrors(spec),
    ...affinityErrors(spec),
    ...sourceErrors(spec, metadata.name ?? ''),
    ...classErrors(spec),
  ]
}

export function accessModeErrors(modes: readonly string[]): Cause[] {
  const path = 'spec.accessModes'
  if (modes.length === 0) return [required(path)]
  const causes = modes
    .filter(mode => !ACCESS_MODES.includes(mode))
    .map(mode => notSupported(path, mode, ACCESS_MODES))
  const others = modes.some(mode => ACCESS_MODES.includes(mode) && mode !== 'ReadWriteOncePod')
  if (others && modes.includes('ReadWriteOncePod'))
    causes.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  return causes
}

function capacityErrors(spec: PersistentVolumeSpec): Cause[] {
  const path = 'spec.capacity'
  const given = spec.capacity ?? sentEmpty(spec, 'capacity')
  const capacity = spec.capacity ?? {}
  const names = Object.keys(capacity)
  const causes = names.length === 0 ? [required(path)] : []
  if (names.length !== 1 || names[0] !== 'storage')
    causes.push(notSupported(path, given, ['storage']))
  for (const [name, amount] of Object.entries(capacity)) {
    causes.push(...basicResourceErrors(amount, `${path}[${name}]`))
    if (nanosOf(amount) <= 0n)
      causes.push(invalid(`${path}[${name}]`, amount, 'must be greater than zero'))
  }
  return causes
}

/** An amount that cannot be: it is quoted as a number. */
export const basicResourceErrors = (amount: string, path: string): Cause[] =>
  nanosOf(amount) < 0n
    ? [invalid(path, Number(nanosOf(amount) / 1_000_000_000n), 'must be a valid resource quantity')]
    : []

function policyErrors({ persistentVolumeReclaimPolicy: policy }: PersistentVolumeSpec): Cause[] {
  if (!policy || POLICIES.includes(policy)) return []
  return [notSupported('spec.persistentVolumeReclaimPolicy', policy, POLICIES)]
}

function affinityErrors({ nodeAffinity }: PersistentVolumeSpec): Cause[] {
  if (nodeAffinity === undefined) return []
  const path = 'spec.nodeAffinity.required'
  if (nodeAffinity.required === undefined)
    return [required(path, 'must specify required node constraints')]
  const causes: Cause[] = []
  checkNodeSelector(causes, nodeAffinity.required, path)
  return causes
}

/** One source at most; a Flex volume alone is never too many. */
export function sourceErrors(spec: PersistentVolumeSpec, volumeName: string): Cause[] {
  const causes: Cause[] = []
  let sources = 0
  for (const name of SOURCES) {
    if (spec[name] === undefined) continue
    if (sources > 0 && name !== 'flexVolume')
      causes.push(
        forbidden(`spec.${SECOND[name] ?? name}`, 'may not specify more than 1 volume type'),
      )
    else checkVolumeSource(causes, name, spec, volumeName)
    sources++
  }
  if (sources === 0) causes.push(required('spec', 'must specify a volume type'))
  const isRoot = isRootPath(spec.hostPath?.path ?? '')
  if (isRoot && spec.persistentVolumeReclaimPolicy === 'Recycle')
    causes.push(
      forbidden(
        'spec.persistentVolumeReclaimPolicy',
        "may not be 'recycle' for a hostPath mount of '/'",
      ),
    )
  return causes
}

/** Paths that a second source is refused at, where they are not its name: slips of the real server. */
const SECOND: Readonly<Record<string, string>> = { cephfs: 'cephFS' }

/** Whether a path leads nowhere but to the root. */
function isRootPath(path: string): boolean {
  let depth = 0
  for (const step of path.split('/'))
    if (step === '..') depth = Math.max(0, depth - 1)
    else if (step !== '' && step !== '.') depth++
  return path.startsWith('/') && depth === 0
}

function classErrors(spec: PersistentVolumeSpec): Cause[] {
  const { storageClassName, volumeMode } = spec
  const causes: Cause[] = []
  if (storageClassName)
    for (const text of dnsSubdomainErrors(storageClassName))
      causes.push(invalid('spec.storageClassName', storageClassName, text))
  if (volumeMode !== undefined && !MODES.includes(volumeMode))
    causes.push(notSupported('spec.volumeMode', volumeMode, MODES))
  return [...causes, ...attributesErrors(spec)]
}

export function attributesErrors({
  volumeAttributesClassName: attributes,
  csi,
}: PersistentVolumeSpec): Cause[] {
  if (attributes === undefined) return []
  const causes: Cause[] = []
  const path = 'spec.volumeAttributesClassName'
  if (attributes === '') causes.push(required(path, 'an empty string is disallowed'))
  else
    for (const text of dnsSubdomainErrors(attributes)) causes.push(invalid(path, attributes, text))
  if (csi === undefined)
    causes.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'))
  return causes
}
