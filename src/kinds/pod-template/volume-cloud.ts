// Disks and file systems of particular makers; most are long gone and live on as rules.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { rangeText } from '../../meta/names.ts'
import type { Volume } from '../../schema/generated/core-v1.ts'
import { checkRequired } from './check.ts'

const NAMES = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'iscsi',
  'glusterfs',
  'flocker',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'fc',
  'flexVolume',
  'azureFile',
  'azureDisk',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
] as const

export type CloudName = (typeof NAMES)[number]
type Checks = {
  readonly [K in CloudName]: (out: Cause[], source: NonNullable<Volume[K]>, path: string) => void
}

/** Checks that only demand some members. */
const demand =
  (...names: string[]) =>
  (out: Cause[], source: object, path: string): void => {
    for (const name of names)
      checkRequired(out, (source as Record<string, string | undefined>)[name], `${path}.${name}`)
  }

function checkPartition(out: Cause[], partition: number | undefined, path: string): void {
  if (partition !== undefined && (partition < 0 || partition > 255))
    out.push(invalid(path, partition, rangeText(1, 255)))
}

const checks: Checks = {
  gcePersistentDisk: (out, source, path) => {
    checkRequired(out, source.pdName, `${path}.pdName`)
    checkPartition(out, source.partition, `${path}.partition`)
  },
  awsElasticBlockStore: (out, source, path) => {
    checkRequired(out, source.volumeID, `${path}.volumeID`)
    checkPartition(out, source.partition, `${path}.partition`)
  },
  iscsi: checkIscsi,
  glusterfs: demand('endpoints', 'path'),
  flocker: (out, { datasetName = '', datasetUUID = '' }, path) => {
    if (datasetName === '' && datasetUUID === '')
      out.push(required(path, 'one of datasetName and datasetUUID is required'))
    if (datasetName !== '' && datasetUUID !== '')
      out.push(
        invalid(
          path,
          'resource',
          'datasetName and datasetUUID can not be specified simultaneously',
        ),
      )
    if (datasetName.includes('/'))
      out.push(invalid(`${path}.datasetName`, datasetName, "must not contain '/'"))
  },
  rbd: (out, source, path) => {
    if ((source.monitors ?? []).length === 0) out.push(required(`${path}.monitors`))
    checkRequired(out, source.image, `${path}.image`)
  },
  cinder: (out, source, path) => {
    checkRequired(out, source.volumeID, `${path}.volumeID`)
    if (source.secretRef !== undefined)
      checkRequired(out, source.secretRef.name, `${path}.secretRef.name`)
  },
  cephfs: (out, source, path) => {
    if ((source.monitors ?? []).length === 0) out.push(required(`${path}.monitors`))
  },
  quobyte: checkQuobyte,
  fc: checkFibreChannel,
  flexVolume: (out, source, path) => {
    checkRequired(out, source.driver, `${path}.driver`)
    for (const key in source.options) {
      const domain = `.${(key.split('/', 2).length === 2 ? (key.split('/')[0] ?? '') : key).toLowerCase()}`
      if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io'))
        out.push(
          invalid(
            `${path}.options[${key}]`,
            key,
            'kubernetes.io and k8s.io namespaces are reserved',
          ),
        )
    }
  },
  azureFile: demand('secretName', 'shareName'),
  azureDisk: checkAzureDisk,
  vsphereVolume: demand('volumePath'),
  photonPersistentDisk: demand('pdID'),
  portworxVolume: demand('volumeID'),
  scaleIO: demand('gateway', 'system', 'volumeName'),
}

export function checkCloudSource(
  out: Cause[],
  name: CloudName,
  volume: Volume,
  path: string,
): void {
  const check = checks[name] as (out: Cause[], source: unknown, path: string) => void
  check(out, volume[name], path)
}

const NAMINGS: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
}

/** The name of an initiator or a target; `unknown` is told of one that begins like none of the three sorts. */
export function checkQualifier(
  out: Cause[],
  name: string,
  path: string,
  unknown = 'must be valid format starting with iqn, eui, or naa',
): void {
  const naming = NAMINGS[name.slice(0, 3)]
  if (naming === undefined) out.push(invalid(path, name, unknown))
  else if (!naming.test(name)) out.push(invalid(path, name, 'must be valid format'))
}

export function checkLun(out: Cause[], lun: number, path: string): void {
  if (lun < 0 || lun > 255) out.push(invalid(path, lun, rangeText(0, 255)))
}

/** Who is to prove who they are needs a secret for it. */
export function checkChapSecret(
  out: Cause[],
  source: { chapAuthDiscovery?: boolean; chapAuthSession?: boolean; secretRef?: unknown },
  path: string,
): void {
  const authenticates = source.chapAuthDiscovery === true || source.chapAuthSession === true
  if (authenticates && source.secretRef === undefined) out.push(required(path))
}

function checkIscsi(out: Cause[], source: NonNullable<Volume['iscsi']>, path: string): void {
  checkRequired(out, source.targetPortal, `${path}.targetPortal`)
  if (!source.iqn) out.push(required(`${path}.iqn`))
  else checkQualifier(out, source.iqn, `${path}.iqn`)
  checkLun(out, source.lun ?? 0, `${path}.lun`)
  checkChapSecret(out, source, `${path}.secretRef`)
  if (source.initiatorName !== undefined)
    checkQualifier(out, source.initiatorName, `${path}.initiatorname`)
}

const HOST_PORT = /^(\[[^\]]*\]|[^:[\]]*):[^:]*$/
const REGISTRY = 'must be a host:port pair or multiple pairs separated by commas'

function checkQuobyte(out: Cause[], source: NonNullable<Volume['quobyte']>, path: string): void {
  const { registry = '', tenant = '' } = source
  if (registry === '') out.push(required(`${path}.registry`, REGISTRY))
  else if (tenant.length >= 65)
    out.push(
      required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'),
    )
  else
    for (const pair of registry.split(','))
      if (!HOST_PORT.test(pair)) out.push(invalid(`${path}.registry`, registry, REGISTRY))
  checkRequired(out, source.volume, `${path}.volume`)
}

function checkFibreChannel(out: Cause[], source: NonNullable<Volume['fc']>, path: string): void {
  const { targetWWNs = [], wwids = [], lun } = source
  if (targetWWNs.length === 0 && wwids.length === 0)
    out.push(
      required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'),
    )
  if (targetWWNs.length === 0) return
  if (wwids.length > 0)
    out.push(
      invalid(
        `${path}.targetWWNs`,
        targetWWNs,
        'targetWWNs and wwids can not be specified simultaneously',
      ),
    )
  if (lun === undefined)
    out.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'))
  else checkLun(out, lun, `${path}.lun`)
}

const MANAGED =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const BLOB = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'
const CACHING = ['None', 'ReadOnly', 'ReadWrite']
const KINDS = ['Dedicated', 'Managed', 'Shared']

function checkAzureDisk(
  out: Cause[],
  source: NonNullable<Volume['azureDisk']>,
  path: string,
): void {
  checkRequired(out, source.diskName, `${path}.diskName`)
  checkRequired(out, source.diskURI, `${path}.diskURI`)
  const { cachingMode, kind, diskURI = '' } = source
  if (cachingMode !== undefined && !CACHING.includes(cachingMode))
    out.push(notSupported(`${path}.cachingMode`, cachingMode, CACHING))
  if (kind !== undefined && !KINDS.includes(kind))
    out.push(notSupported(`${path}.kind`, kind, KINDS))
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    out.push(notSupported(`${path}.diskURI`, diskURI, [MANAGED]))
  if (kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://'))
    out.push(notSupported(`${path}.diskURI`, diskURI, [BLOB]))
}
