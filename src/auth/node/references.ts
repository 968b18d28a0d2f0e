// What a Pod leans on: names of Secrets, ConfigMaps and claims of its namespace. Follows `pkg/api/v1/pod`
// and `pkg/api/v1/persistentvolume`.
import type { PersistentVolume, Pod, PodSpec, Volume } from '../../schema/generated/core-v1.ts'

export const MIRROR = 'kubernetes.io/config.mirror'

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[MIRROR] !== undefined

export function secretsOf({ spec }: Pod): ReadonlySet<string> {
  const names = new Set<string | undefined>()
  for (const { name } of spec?.imagePullSecrets ?? []) names.add(name)
  for (const { env = [], envFrom = [] } of containersOf(spec)) {
    for (const { valueFrom } of env) names.add(valueFrom?.secretKeyRef?.name)
    for (const { secretRef } of envFrom) names.add(secretRef?.name)
  }
  for (const volume of spec?.volumes ?? []) for (const name of secretsIn(volume)) names.add(name)
  return named(names)
}

function secretsIn(volume: Volume): (string | undefined)[] {
  return [
    volume.secret?.secretName,
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.storageos?.secretRef?.name,
    ...(volume.projected?.sources ?? []).map(({ secret }) => secret?.name),
  ]
}

export function configMapsOf({ spec }: Pod): ReadonlySet<string> {
  const names = new Set<string | undefined>()
  for (const { env = [], envFrom = [] } of containersOf(spec)) {
    for (const { valueFrom } of env) names.add(valueFrom?.configMapKeyRef?.name)
    for (const { configMapRef } of envFrom) names.add(configMapRef?.name)
  }
  for (const { configMap, projected } of spec?.volumes ?? []) {
    names.add(configMap?.name)
    for (const source of projected?.sources ?? []) names.add(source.configMap?.name)
  }
  return named(names)
}

/** Claims for volumes, those too that are made for the Pod. */
export function claimsOf({ metadata, spec }: Pod): ReadonlySet<string> {
  const names = (spec?.volumes ?? []).map(({ name, persistentVolumeClaim, ephemeral }) =>
    ephemeral === undefined ? persistentVolumeClaim?.claimName : `${metadata.name}-${name}`,
  )
  return named(names)
}

/** Claims for devices, those too that were made for the Pod. */
export function resourceClaimsOf({ spec, status }: Pod): ReadonlySet<string> {
  const names = (spec?.resourceClaims ?? []).map(
    ({ name, resourceClaimName }) =>
      resourceClaimName ??
      status?.resourceClaimStatuses?.find(one => one.name === name)?.resourceClaimName,
  )
  return named([...names, status?.extendedResourceClaimStatus?.resourceClaimName])
}

/** `NAMESPACE/NAME` of the Secrets that a volume is mounted with; those without a namespace are the claim's. */
export function secretsOfVolume({ spec }: PersistentVolume): ReadonlySet<string> {
  const { azureFile, cephfs, flexVolume, iscsi, rbd, scaleIO, storageos, csi } = spec ?? {}
  const own = spec?.claimRef?.namespace ?? ''
  const keys: string[] = []
  if (azureFile !== undefined)
    keys.push(`${azureFile.secretNamespace || own}/${azureFile.secretName}`)
  const references = [
    cephfs?.secretRef,
    flexVolume?.secretRef,
    iscsi?.secretRef,
    rbd?.secretRef,
    scaleIO?.secretRef,
    storageos?.secretRef,
    csi?.controllerPublishSecretRef,
    csi?.nodePublishSecretRef,
    csi?.nodeStageSecretRef,
    csi?.controllerExpandSecretRef,
    csi?.nodeExpandSecretRef,
  ]
  for (const reference of references)
    if (reference?.name) keys.push(`${reference.namespace || own}/${reference.name}`)
  return new Set(keys)
}

const containersOf = (spec: PodSpec | undefined) => [
  ...(spec?.initContainers ?? []),
  ...(spec?.containers ?? []),
  ...(spec?.ephemeralContainers ?? []),
]

function named(names: Iterable<string | undefined>): Set<string> {
  const found = new Set<string>()
  for (const name of names) if (name !== undefined && name !== '') found.add(name)
  return found
}
