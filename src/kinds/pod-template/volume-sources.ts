// Sources of volumes that stand alone, each with its few rules.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import { isNegative } from '../../meta/quantity.ts'
import type { Volume } from '../../schema/generated/core-v1.ts'
import { checkRequired, checkText } from './check.ts'
import type { PodValidationOptions } from './options.ts'
import { checkNoBacksteps } from './paths.ts'
import { checkClaimTemplate } from './volume-claim.ts'
import { type CloudName, checkCloudSource } from './volume-cloud.ts'
import { checkDownwardFiles, checkFiles, checkMode } from './volume-files.ts'

export type SourceName = Exclude<keyof Volume, 'name'>
type Check<K extends SourceName> = (
  out: Cause[],
  source: NonNullable<Volume[K]>,
  path: string,
  options: PodValidationOptions,
) => void
type Checks = { readonly [K in Exclude<SourceName, 'projected' | CloudName>]: Check<K> }

const HOST_PATHS = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

const CHECKS: Checks = {
  emptyDir: (out, source, path) => {
    if (source.sizeLimit !== undefined && isNegative(source.sizeLimit))
      out.push({
        reason: 'FieldValueForbidden',
        message: 'Forbidden: SizeLimit field must be a valid resource quantity',
        field: `${path}.sizeLimit`,
      })
  },
  hostPath: (out, source, path) => {
    if (!source.path) return void out.push(required(`${path}.path`))
    checkNoBacksteps(out, source.path, `${path}.path`)
    if (source.type !== undefined && !HOST_PATHS.includes(source.type))
      out.push(notSupported(`${path}.type`, source.type, HOST_PATHS))
  },
  gitRepo: (out, source, path) => {
    checkRequired(out, source.repository, `${path}.repository`)
    const directory = source.directory ?? ''
    if (directory.startsWith('/'))
      out.push(invalid(`${path}.directory`, directory, 'must be a relative path'))
    checkNoBacksteps(out, directory, `${path}.directory`)
  },
  secret: (out, source, path) => {
    checkRequired(out, source.secretName, `${path}.secretName`)
    checkMode(out, source.defaultMode, `${path}.defaultMode`)
    checkFiles(out, source.items, `${path}.items`)
  },
  configMap: (out, source, path) => {
    checkRequired(out, source.name, `${path}.name`)
    checkMode(out, source.defaultMode, `${path}.defaultMode`)
    checkFiles(out, source.items, `${path}.items`)
  },
  downwardAPI: (out, source, path) => {
    checkMode(out, source.defaultMode, `${path}.defaultMode`)
    checkDownwardFiles(out, source.items, path)
  },
  nfs: (out, source, path) => {
    checkRequired(out, source.server, `${path}.server`)
    checkRequired(out, source.path, `${path}.path`)
    if (!source.path?.startsWith('/'))
      out.push(invalid(`${path}.path`, source.path ?? '', 'must be an absolute path'))
  },
  persistentVolumeClaim: (out, source, path) =>
    checkRequired(out, source.claimName, `${path}.claimName`),
  csi: (out, source, path) => {
    checkDriver(out, source.driver ?? '', `${path}.driver`)
    const secret = source.nodePublishSecretRef
    if (secret === undefined) return
    if (!secret.name) out.push(required(`${path}.nodePublishSecretRef.name`))
    else checkText(out, dnsSubdomainErrors, secret.name, `${path}.name`)
  },
  ephemeral: (out, source, path) => {
    if (source.volumeClaimTemplate === undefined) out.push(required(`${path}.volumeClaimTemplate`))
    else checkClaimTemplate(out, source.volumeClaimTemplate, `${path}.volumeClaimTemplate`)
  },
  image: (out, source, path, { isPod }) => {
    // Templates may leave it to those who make pods of them.
    if (isPod === true) checkRequired(out, source.reference, `${path}.reference`)
    const policy = source.pullPolicy
    if (!policy) out.push(required(`${path}.pullPolicy`))
    else if (!PULL_POLICIES.includes(policy))
      out.push(notSupported(`${path}.pullPolicy`, policy, PULL_POLICIES))
  },
  storageos: (out, source, path) => {
    if (!source.volumeName) out.push(required(`${path}.volumeName`))
    else checkText(out, dnsLabelErrors, source.volumeName, `${path}.volumeName`)
    if (source.volumeNamespace)
      checkText(out, dnsLabelErrors, source.volumeNamespace, `${path}.volumeNamespace`)
    if (source.secretRef !== undefined)
      checkRequired(out, source.secretRef.name, `${path}.secretRef.name`)
  },
}

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']

/** The name of a CSI driver. */
export function checkDriver(out: Cause[], driver: string, path: string): void {
  if (driver === '') return void out.push(required(path))
  if (driver.length > 63)
    out.push({
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 63 bytes',
      field: path,
    })
  for (const text of dnsSubdomainErrors(driver.toLowerCase())) out.push(invalid(path, driver, text))
}

/** Faults of a disk of GCE stand at a path of its own. */
const PATHS: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' }

export function checkSource(
  out: Cause[],
  name: SourceName,
  volume: Volume,
  path: string,
  options: PodValidationOptions = {},
): void {
  const source = volume[name]
  if (source === undefined) return
  const at = `${path}.${PATHS[name] ?? name}`
  const check = (CHECKS as Partial<Record<SourceName, Check<never>>>)[name]
  if (check !== undefined) check(out, source as never, at, options)
  else checkCloudSource(out, name as CloudName, volume, at)
}
