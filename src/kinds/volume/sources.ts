// Sources of PersistentVolumes: most are checked like those of pods; some differ, as a volume belongs to no namespace.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, dnsSubdomainErrors, labelName } from '../../meta/names.ts'
import type {
  CSIPersistentVolumeSource,
  ISCSIPersistentVolumeSource,
  PersistentVolumeSpec,
  SecretReference,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { checkRequired, checkText } from '../pod-template/check.ts'
import { checkNoBacksteps } from '../pod-template/paths.ts'
import { checkChapSecret, checkLun, checkQualifier } from '../pod-template/volume-cloud.ts'
import { checkDriver, checkSource, type SourceName } from '../pod-template/volume-sources.ts'

type Check<K extends keyof PersistentVolumeSpec> = (
  out: Cause[],
  source: NonNullable<PersistentVolumeSpec[K]>,
  spec: PersistentVolumeSpec,
  volumeName: string,
) => void

/** What is looked at beside the rules that pods have, or in their place. */
const OWN: { readonly [K in keyof PersistentVolumeSpec]?: Check<K> } = {
  local: (out, { path }, spec) => {
    if (path === '') out.push(required('spec.local.path'))
    else checkNoBacksteps(out, path, 'spec.local.path')
    if (spec.nodeAffinity === undefined)
      out.push(required('spec.nodeAffinity', 'Local volume requires node affinity'))
  },
  csi: checkCsi,
  iscsi: (out, source, _spec, volumeName) => checkIscsi(out, source, volumeName),
}

/** What is looked at after the rules that pods have. */
const MORE: { readonly [K in keyof PersistentVolumeSpec]?: Check<K> } = {
  glusterfs: (out, { endpointsNamespace: namespace }) => {
    const path = 'spec.glusterfs.endpointsNamespace'
    if (namespace === '') out.push(invalid(path, '', NO_NAMESPACE))
    else if (namespace !== undefined)
      for (const text of labelName(namespace, false)) out.push(invalid(path, namespace, text))
  },
  cinder: (out, { secretRef }) => demandNamespace(out, secretRef, 'spec.cinder.secretRef'),
  storageos: (out, { secretRef }) => demandNamespace(out, secretRef, 'spec.storageos.secretRef'),
  azureFile: (out, { secretNamespace }) => {
    if (secretNamespace === '') out.push(required('spec.azureFile.secretNamespace'))
  },
}

const NO_NAMESPACE = 'if the endpointnamespace is set, it must be a valid namespace name'

export function checkVolumeSource(
  out: Cause[],
  name: keyof PersistentVolumeSpec,
  spec: PersistentVolumeSpec,
  volumeName: string,
): void {
  type AnyCheck = (out: Cause[], source: unknown, spec: PersistentVolumeSpec, name: string) => void
  const own = OWN[name] as AnyCheck | undefined
  if (own !== undefined) return void own(out, spec[name], spec, volumeName)
  const volume = { name: '', [name]: spec[name] } as unknown as Volume
  checkSource(out, name as SourceName, volume, 'spec')
  const more = MORE[name] as AnyCheck | undefined
  more?.(out, spec[name], spec, volumeName)
}

function demandNamespace(
  out: Cause[],
  secret: { readonly namespace?: string } | undefined,
  path: string,
): void {
  if (secret !== undefined) checkRequired(out, secret.namespace, `${path}.namespace`)
}

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const

function checkCsi(out: Cause[], source: CSIPersistentVolumeSource): void {
  checkDriver(out, source.driver, 'spec.csi.driver')
  if (!source.volumeHandle) out.push(required('spec.csi.volumeHandle'))
  for (const field of SECRETS) {
    const secret = source[field]
    if (secret !== undefined) checkSecret(out, secret, `spec.csi.${field}`)
  }
}

function checkSecret(out: Cause[], { name, namespace }: SecretReference, path: string): void {
  if (!name) out.push(required(`${path}.name`))
  else checkText(out, dnsSubdomainErrors, name, `${path}.name`)
  if (!namespace) out.push(required(`${path}.namespace`))
  else checkText(out, dnsLabelErrors, namespace, `${path}.namespace`)
}

const PORTAL =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
const MALFORMED = 'must be valid format'

function checkIscsi(out: Cause[], source: ISCSIPersistentVolumeSource, volumeName: string): void {
  const path = 'spec.iscsi'
  const { targetPortal, iqn, lun, initiatorName, secretRef } = source
  checkRequired(out, targetPortal, `${path}.targetPortal`)
  if (initiatorName !== undefined && `${volumeName}:${targetPortal}`.length > 64)
    out.push(invalid(`${path}.targetportal`, targetPortal, PORTAL))
  if (!iqn) out.push(required(`${path}.iqn`))
  else checkQualifier(out, iqn, `${path}.iqn`, MALFORMED)
  checkLun(out, lun ?? 0, `${path}.lun`)
  checkChapSecret(out, source, `${path}.secretRef`)
  if (secretRef !== undefined) checkRequired(out, secretRef.name, `${path}.secretRef.name`)
  if (initiatorName !== undefined)
    checkQualifier(out, initiatorName, `${path}.initiatorname`, MALFORMED)
}
