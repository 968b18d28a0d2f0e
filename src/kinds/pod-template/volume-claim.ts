// Claim templates: of ephemeral volumes and of StatefulSets.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { dnsSubdomainErrors, labelName, qualifiedNameErrors } from '../../meta/names.ts'
import { validateTemplateMeta } from '../../meta/object-meta.ts'
import { nanosOf } from '../../meta/quantity.ts'
import type {
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
} from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'

/** Fields of metadata that a template cannot set, as Go orders them. */
const UNSETTABLE = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const

export function checkClaimTemplate(
  out: Cause[],
  template: PersistentVolumeClaimTemplate,
  path: string,
): void {
  const { metadata = {}, spec = {} } = template
  out.push(...validateTemplateMeta(metadata, `${path}.metadata`))
  for (const name of UNSETTABLE)
    if (metadata[name] !== undefined)
      out.push(forbidden(`${path}.metadata.${goLower(name)}`, 'cannot be set'))
  checkClaimSpec(out, spec, `${path}.spec`)
}

/** Go's names with a small first letter: `uid` is `uID`. */
const goLower = (name: string): string => (name === 'uid' ? 'uID' : name)

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const VOLUME_MODES = ['Block', 'Filesystem']

/** What is asked of storage. */
export function checkClaimSpec(out: Cause[], spec: PersistentVolumeClaimSpec, path: string): void {
  const modes = spec.accessModes ?? []
  if (modes.length === 0)
    out.push(required(`${path}.accessModes`, 'at least 1 access mode is required'))
  if (spec.selector !== undefined)
    out.push(...validateLabelSelector(spec.selector, `${path}.selector`))
  let others = false
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode))
      out.push(notSupported(`${path}.accessModes`, mode, ACCESS_MODES))
    else if (mode !== 'ReadWriteOncePod') others = true
  }
  if (others && modes.includes('ReadWriteOncePod'))
    out.push(
      forbidden(`${path}.accessModes`, 'may not use ReadWriteOncePod with other access modes'),
    )
  checkStorage(out, spec, path)
  if (spec.storageClassName)
    checkText(out, dnsSubdomainErrors, spec.storageClassName, `${path}.storageClassName`)
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode))
    out.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES))
  checkDataSources(out, spec, path)
  if (spec.volumeAttributesClassName)
    checkText(
      out,
      dnsSubdomainErrors,
      spec.volumeAttributesClassName,
      `${path}.volumeAttributesClassName`,
    )
}

function checkStorage(out: Cause[], spec: PersistentVolumeClaimSpec, path: string): void {
  const storage = spec.resources?.requests?.storage
  const at = `${path}.resources[storage]`
  if (storage === undefined) return void out.push(required(at))
  if (nanosOf(storage) <= 0n) out.push(invalid(at, storage, 'must be greater than zero'))
}

/** Two fields for one thing. The real server quotes a path where the value should stand, which prints as an empty object. */
function checkDataSources(out: Cause[], spec: PersistentVolumeClaimSpec, path: string): void {
  const { dataSource, dataSourceRef } = spec
  checkDataSource(out, dataSource, `${path}.dataSource`)
  checkDataSource(out, dataSourceRef, `${path}.dataSourceRef`)
  const namespace = dataSourceRef?.namespace
  if (namespace)
    for (const text of labelName(namespace, false))
      out.push(invalid(`${path}.dataSourceRef.namespace`, namespace, text))
  if (dataSource === undefined || dataSourceRef === undefined) return
  if (namespace)
    out.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'))
  else if (!sameJson(dataSource, { ...dataSourceRef, namespace: undefined }))
    out.push(invalid(path, {}, 'must match dataSourceRef'))
}

function checkDataSource(
  out: Cause[],
  source: { apiGroup?: string; kind: string; name: string } | undefined,
  path: string,
): void {
  if (source === undefined) return
  if (!source.name) out.push(required(`${path}.name`))
  if (!source.kind) out.push(required(`${path}.kind`))
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim')
    out.push(
      invalid(
        path,
        source.kind,
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      ),
    )
  if (source.apiGroup) checkText(out, dnsSubdomainErrors, source.apiGroup, `${path}.apiGroup`)
}

/** Names of claim templates that a StatefulSet holds. */
export function checkUnique(out: Cause[], names: readonly string[], path: string): void {
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) out.push(duplicate(`${path}[${index}]`, name))
    for (const text of qualifiedNameErrors(name)) out.push(invalid(`${path}[${index}]`, name, text))
    seen.add(name)
  }
}
