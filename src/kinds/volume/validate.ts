// What is wrong with a PersistentVolume, in the order of the real server.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import { nanosOf } from '../../meta/quantity.ts'
import type {
  CSIPersistentVolumeSource,
  PersistentVolume,
  PersistentVolumeSpec,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { checkNodeSelector } from '../pod-template/node-selector.ts'
import { checkLocalPath } from '../pod-template/paths.ts'
import { checkDriver, checkSource, type SourceName } from '../pod-template/volume-sources.ts'

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
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
  'flexVolume',
] as const satisfies readonly (keyof PersistentVolumeSpec)[]

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const POLICIES = ['Delete', 'Recycle', 'Retain']
const MODES = ['Block', 'Filesystem']
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options'
/** Sources that cannot be mounted with options. */
const WITHOUT_OPTIONS = ['hostPath', 'local', 'flocker', 'flexVolume', 'csi', 'fc'] as const

export function validateVolume(volume: PersistentVolume): Cause[] {
  const spec = volume.spec ?? {}
  const causes = [
    ...accessModeErrors(spec.accessModes ?? []),
    ...capacityErrors(spec.capacity),
    ...policyErrors(spec),
    ...affinityErrors(spec),
    ...sourceErrors(spec),
    ...classErrors(spec),
  ]
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

function accessModeErrors(modes: readonly string[]): Cause[] {
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

function capacityErrors(capacity: PersistentVolumeSpec['capacity']): Cause[] {
  const path = 'spec.capacity'
  const causes = capacity === undefined ? [required(path)] : []
  const names = Object.keys(capacity ?? {})
  if (names.length !== 1 || names[0] !== 'storage')
    causes.push(notSupported(path, capacity, ['storage']))
  for (const [name, amount] of Object.entries(capacity ?? {}))
    if (nanosOf(amount) <= 0n)
      causes.push(invalid(`${path}[${name}]`, amount, 'must be greater than zero'))
  return causes
}

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

function sourceErrors(spec: PersistentVolumeSpec): Cause[] {
  const causes: Cause[] = []
  const [first, ...more] = SOURCES.filter(name => spec[name] !== undefined)
  if (first !== undefined) causes.push(...oneSourceErrors(spec, first))
  for (const name of more)
    causes.push(forbidden(`spec.${name}`, 'may not specify more than 1 volume type'))
  if (first === undefined) causes.push(required('spec', 'must specify a volume type'))
  const isRoot = /^\/+(\.?\/?)*$/.test(spec.hostPath?.path ?? '')
  if (isRoot && spec.persistentVolumeReclaimPolicy === 'Recycle')
    causes.push(
      forbidden(
        'spec.persistentVolumeReclaimPolicy',
        "may not be 'recycle' for a hostPath mount of '/'",
      ),
    )
  return causes
}

function oneSourceErrors(spec: PersistentVolumeSpec, name: (typeof SOURCES)[number]): Cause[] {
  const causes: Cause[] = []
  if (name === 'csi') return csiErrors(spec.csi ?? { driver: '', volumeHandle: '' })
  if (name !== 'local') {
    const volume = { name: '', [name]: spec[name] } as unknown as Volume
    checkSource(causes, name as SourceName, volume, 'spec')
    return causes
  }
  const path = spec.local?.path ?? ''
  if (path === '') causes.push(required('spec.local.path'))
  else if (!path.startsWith('/')) checkLocalPath(causes, path, 'spec.local.path')
  if (spec.nodeAffinity === undefined)
    causes.push(required('spec.nodeAffinity', 'Local volume requires node affinity'))
  return causes
}

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const

function csiErrors(source: CSIPersistentVolumeSource): Cause[] {
  const causes: Cause[] = []
  checkDriver(causes, source.driver, 'spec.csi.driver')
  if (!source.volumeHandle) causes.push(required('spec.csi.volumeHandle'))
  for (const field of SECRETS) {
    const secret = source[field]
    if (secret === undefined) continue
    if (!secret.name) causes.push(required(`spec.csi.${field}.name`))
    if (!secret.namespace) causes.push(required(`spec.csi.${field}.namespace`))
  }
  return causes
}

function classErrors(spec: PersistentVolumeSpec): Cause[] {
  const { storageClassName, volumeMode, volumeAttributesClassName: attributes } = spec
  const causes: Cause[] = []
  if (storageClassName)
    for (const text of dnsSubdomainErrors(storageClassName))
      causes.push(invalid('spec.storageClassName', storageClassName, text))
  if (volumeMode !== undefined && !MODES.includes(volumeMode))
    causes.push(notSupported('spec.volumeMode', volumeMode, MODES))
  if (attributes === undefined) return causes
  const path = 'spec.volumeAttributesClassName'
  if (attributes === '') causes.push(required(path, 'an empty string is disallowed'))
  else
    for (const text of dnsSubdomainErrors(attributes)) causes.push(invalid(path, attributes, text))
  if (spec.csi === undefined)
    causes.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'))
  return causes
}
