// Defaults of volumes, by source.
import type {
  DownwardAPIVolumeFile,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../schema/generated/core-v1.ts'
import { changed, filled, mapped, without } from '../same.ts'
import { defaultFieldRef } from './default-env.ts'
import { pullPolicyOf } from './image.ts'

const FILES = { defaultMode: 0o644 }
const TOKEN_SECONDS = 3_600

type SourceDefaults = {
  readonly [K in keyof Volume]?: (source: NonNullable<Volume[K]>) => NonNullable<Volume[K]>
}

const SOURCES: SourceDefaults = {
  secret: source => filled(source, FILES),
  configMap: source => filled(source, FILES),
  hostPath: source => filled(source, { type: '' }),
  downwardAPI: source => {
    const items =
      source.items === undefined
        ? source
        : changed(source, 'items', mapped(source.items, defaultFile))
    return filled(items, FILES)
  },
  projected: source => filled(changed(source, 'sources', defaultProjections(source)), FILES),
  iscsi: source => (source.iscsiInterface ? source : { ...source, iscsiInterface: 'default' }),
  rbd: source => ({
    ...source,
    pool: source.pool || 'rbd',
    user: source.user || 'admin',
    keyring: source.keyring || '/etc/ceph/keyring',
  }),
  azureDisk: source =>
    filled(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  scaleIO: source => ({
    ...source,
    storageMode: source.storageMode || 'ThinProvisioned',
    fsType: source.fsType || 'xfs',
  }),
  ephemeral: source => {
    const template = source.volumeClaimTemplate
    if (template === undefined) return source
    return changed(source, 'volumeClaimTemplate', {
      ...template,
      spec: filled(template.spec ?? {}, { volumeMode: 'Filesystem' }),
    })
  },
  image: source =>
    source.pullPolicy ? source : { ...source, pullPolicy: pullPolicyOf(source.reference ?? '') },
}

/** A volume without a source is an empty directory. */
export function defaultVolume(volume: Volume): Volume {
  let result = volume
  let sources = 0
  for (const name in volume) {
    if (name === 'name' || volume[name as keyof Volume] === undefined) continue
    sources++
    result = defaultSource(result, name as keyof Volume)
  }
  return sources === 0 ? { ...volume, emptyDir: {} } : result
}

function defaultSource<K extends keyof Volume>(volume: Volume, name: K): Volume {
  const source = volume[name]
  const fill = SOURCES[name] as
    | ((source: NonNullable<Volume[K]>) => NonNullable<Volume[K]>)
    | undefined
  return fill === undefined || source === undefined
    ? volume
    : changed(volume, name, fill(source as NonNullable<Volume[K]>))
}

function defaultFile(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  return file.fieldRef === undefined
    ? file
    : changed(file, 'fieldRef', defaultFieldRef(file.fieldRef))
}

function defaultProjections(
  source: ProjectedVolumeSource,
): NonNullable<ProjectedVolumeSource['sources']> {
  return mapped(source.sources ?? [], defaultProjection)
}

/** Bundles and certificates are dropped: their gates are off. What is left is a source of nothing. */
function defaultProjection(given: VolumeProjection): VolumeProjection {
  const projection = without(without(given, 'clusterTrustBundle'), 'podCertificate')
  let result = projection
  const { serviceAccountToken: token, downwardAPI } = projection
  if (token !== undefined)
    result = changed(
      result,
      'serviceAccountToken',
      filled(token, { expirationSeconds: TOKEN_SECONDS }),
    )
  if (downwardAPI?.items !== undefined)
    result = changed(
      result,
      'downwardAPI',
      changed(downwardAPI, 'items', mapped(downwardAPI.items, defaultFile)),
    )
  return result
}
