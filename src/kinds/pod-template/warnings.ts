// What is worth a word to whoever writes a pod spec, without being wrong.
import type { ObjectMeta } from '../../meta/object.ts'
import { isWhole } from '../../meta/quantity.ts'
import type {
  Container,
  EphemeralContainer,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { ipWarnings } from '../ip-warnings.ts'
import { visitContainers } from './visit.ts'
import { envWarnings, portNameWarnings, portWarnings } from './warnings-containers.ts'
import { pathWarnings } from './warnings-paths.ts'
import { placementWarnings, podAffinityWarnings } from './warnings-placement.ts'
import { tokenPathWarnings } from './warnings-tokens.ts'

/** Warnings of a spec with its metadata; `prefix` is empty for a Pod, the path of the template else. */
export function podWarnings(prefix: string, spec: PodSpec, meta: ObjectMeta): string[] {
  const at = prefix === '' ? '' : `${prefix}.`
  const out = placementWarnings(spec, `${at}spec`)
  annotationWarnings(out, meta.annotations, `${at}metadata.annotations`)
  volumeWarnings(out, spec.volumes, `${at}spec.volumes`)
  tokenPathWarnings(out, spec.volumes, `${at}spec.volumes`)
  pathWarnings(out, spec.volumes)
  duplicateWarnings(out, spec, `${at}spec`)
  fractionWarnings(out, spec.overhead, `${at}spec.overhead`)
  profileWarnings(out, spec, meta.annotations, at)
  visitContainers(spec, `${at}spec`, (container, path) => {
    containerWarnings(out, container, spec, meta.annotations, { path, at })
  })
  portWarnings(out, spec, `${at}spec`)
  portNameWarnings(out, spec, `${at}spec`)
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    out.push(
      `${at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    )
  podAffinityWarnings(out, spec, `${at}spec`)
  for (const [index, server] of (spec.dnsConfig?.nameservers ?? []).entries())
    out.push(...ipWarnings(`${at}spec.dnsConfig.nameservers[${index}]`, server))
  for (const [index, { ip }] of (spec.hostAliases ?? []).entries())
    out.push(...ipWarnings(`${at}spec.hostAliases[${index}].ip`, ip))
  return out
}

/** Warnings of the template of a workload. */
export function templateWarnings(prefix: string, template: PodTemplateSpec | undefined): string[] {
  if (template === undefined) return []
  return podWarnings(prefix, template.spec ?? { containers: [] }, template.metadata ?? {})
}

const ANNOTATIONS: readonly (readonly [string, string])[] = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'security.alpha.kubernetes.io/sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
]

type Annotations = ObjectMeta['annotations']

function annotationWarnings(out: string[], annotations: Annotations, path: string): void {
  for (const [key, text] of ANNOTATIONS)
    if (annotations?.[key] !== undefined) out.push(`${path}[${key}]: ${text}`)
}

const VOLUMES: readonly (readonly [keyof Volume, string, string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', '', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

function volumeWarnings(out: string[], volumes: readonly Volume[] | undefined, path: string): void {
  for (const [index, volume] of (volumes ?? []).entries())
    for (const [name, shown, text] of VOLUMES) {
      if (volume[name] === undefined) continue
      if (text !== '') out.push(`${path}[${index}].${shown}: ${text}`)
      else claimWarnings(out, volume, `${path}[${index}].ephemeral.volumeClaimTemplate.spec`)
    }
}

function claimWarnings(out: string[], { ephemeral }: Volume, path: string): void {
  const { requests, limits } = ephemeral?.volumeClaimTemplate?.spec?.resources ?? {}
  fractionWarning(out, 'storage', requests, `${path}.resources.requests`)
  fractionWarning(out, 'storage', limits, `${path}.resources.limits`)
}

function duplicateWarnings(out: string[], spec: PodSpec, path: string): void {
  const addresses = (spec.hostAliases ?? []).map(({ ip }) => ip)
  for (const [index, ip] of addresses.entries())
    if (addresses.indexOf(ip) < index)
      out.push(`${path}.hostAliases[${index}].ip: duplicate ip "${ip}"`)
  const names = (spec.imagePullSecrets ?? []).map(({ name = '' }) => name)
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      out.push(`${path}.imagePullSecrets[${index}].name: duplicate name "${name}"`)
  for (const [index, name] of names.entries())
    if (name === '') out.push(`${path}.imagePullSecrets[${index}].name: invalid empty name ""`)
}

function fractionWarnings(
  out: string[],
  amounts: Readonly<Record<string, string>> | undefined,
  path: string,
): void {
  for (const name of ['memory', 'ephemeral-storage']) fractionWarning(out, name, amounts, path)
}

function fractionWarning(
  out: string[],
  name: string,
  amounts: Readonly<Record<string, string>> | undefined,
  path: string,
): void {
  const amount = amounts?.[name]
  if (amount !== undefined && !isWhole(amount))
    out.push(`${path}[${name}]: fractional byte value "${amount}" is invalid, must be an integer`)
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
const USE_APP_ARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'

function profileWarnings(out: string[], spec: PodSpec, annotations: Annotations, at: string): void {
  if (
    annotations?.[SECCOMP_POD] !== undefined &&
    spec.securityContext?.seccompProfile === undefined
  )
    out.push(`${at}metadata.annotations[${SECCOMP_POD}]: ${USE_SECCOMP}`)
}

function containerWarnings(
  out: string[],
  container: Container | EphemeralContainer,
  spec: PodSpec,
  annotations: Annotations,
  { path, at }: { path: string; at: string },
): void {
  const seccomp = `${SECCOMP_CONTAINER}${container.name}`
  if (
    annotations?.[seccomp] !== undefined &&
    container.securityContext?.seccompProfile === undefined
  )
    out.push(`${at}metadata.annotations[${seccomp}]: ${USE_SECCOMP}`)
  const appArmor = `${APP_ARMOR}${container.name}`
  const hasField =
    container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile
  // Pods are told when their annotations become fields.
  if (at !== '' && annotations?.[appArmor] !== undefined && hasField === undefined)
    out.push(`${at}metadata.annotations[${appArmor}]: ${USE_APP_ARMOR}`)
  const { limits, requests } = container.resources ?? {}
  for (const name of ['memory', 'ephemeral-storage']) {
    fractionWarning(out, name, limits, `${path}.resources.limits`)
    fractionWarning(out, name, requests, `${path}.resources.requests`)
  }
  envWarnings(out, container.env, `${path}.env`)
}
