// The operating system that a Pod is for, and what then cannot be set.
import { type Cause, forbidden, notSupported, required } from '../../meta/field-errors.ts'
import type {
  PodSecurityContext,
  PodSpec,
  SecurityContext,
} from '../../schema/generated/core-v1.ts'
import { visitContainers } from './visit.ts'

const SYSTEMS = ['linux', 'windows']

export function checkOs(out: Cause[], spec: PodSpec, path: string): void {
  const name = spec.os?.name
  if (spec.os === undefined) return
  if (!name) out.push(required(`${path}.os.name`, 'cannot be empty'))
  else if (!SYSTEMS.includes(name)) out.push(notSupported(`${path}.os`, name, SYSTEMS))
  else if (name === 'linux') checkLinux(out, spec, path)
  else checkWindows(out, spec, path)
}

const NOT_LINUX = 'windows options cannot be set for a linux pod'
const NOT_WINDOWS = 'cannot be set for a windows pod'

function checkLinux(out: Cause[], spec: PodSpec, path: string): void {
  if (spec.securityContext?.windowsOptions !== undefined)
    out.push(forbidden(`${path}.securityContext.windowsOptions`, NOT_LINUX))
  visitContainers(spec, path, (container, at) => {
    if (container.securityContext?.windowsOptions !== undefined)
      out.push(forbidden(`${at}.securityContext.windowsOptions`, NOT_LINUX))
  })
}

/** In the order of the real server; names without a dot are those of the spec itself. */
const POD_FIELDS: readonly (keyof PodSecurityContext | keyof PodSpec)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
]
const OF_SPEC = new Set<string>(['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'])

const CONTAINER_FIELDS: readonly (keyof SecurityContext)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
]

function checkWindows(out: Cause[], spec: PodSpec, path: string): void {
  const context = spec.securityContext ?? {}
  for (const field of POD_FIELDS) {
    const ofSpec = OF_SPEC.has(field)
    const value = ofSpec ? spec[field as keyof PodSpec] : context[field as keyof PodSecurityContext]
    if (!isSet(field, value)) continue
    out.push(
      forbidden(ofSpec ? `${path}.${field}` : `${path}.securityContext.${field}`, NOT_WINDOWS),
    )
  }
  visitContainers(spec, path, (container, at) => {
    for (const field of CONTAINER_FIELDS)
      if (container.securityContext?.[field] !== undefined)
        out.push(forbidden(`${at}.securityContext.${field}`, NOT_WINDOWS))
  })
}

function isSet(field: string, value: unknown): boolean {
  if (field === 'hostPID' || field === 'hostIPC') return value === true
  if (field === 'sysctls') return Array.isArray(value) && value.length > 0
  return value !== undefined
}
