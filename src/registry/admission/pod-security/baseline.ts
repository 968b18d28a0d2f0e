// The level `baseline`: nothing that reaches out of the Pod. Follows `k8s.io/pod-security-admission/policy`.
import type { SELinuxOptions } from '../../../schema/generated/core-v1.ts'
import {
  type Check,
  containersText,
  namesWhere,
  type PodParts,
  plural,
  quoted,
  settersText,
  sorted,
} from './pod.ts'

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD'],
  ...['NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
])

export const appArmorProfile: Check = pod => {
  const isBad = (type: string | undefined): boolean => type === 'Unconfined'
  const ofPod = isBad(pod.spec.securityContext?.appArmorProfile?.type)
  const names = namesWhere(pod, ({ appArmorProfile: own }) => isBad(own?.type))
  if (!ofPod && names.length === 0) return undefined
  return {
    reason: 'forbidden AppArmor profile',
    detail: `${settersText(ofPod, names)} must not set AppArmor profile type to "Unconfined"`,
  }
}

export const capabilitiesBaseline: Check = pod => {
  const extra = (added: readonly string[] | undefined): string[] =>
    (added ?? []).filter(name => !DEFAULT_CAPABILITIES.has(name))
  const names = namesWhere(pod, ({ capabilities }) => extra(capabilities?.add).length > 0)
  if (names.length === 0) return undefined
  const added = pod.containers.flatMap(one => extra(one.securityContext?.capabilities?.add))
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(names)} must not include ${quoted(sorted(added))} in securityContext.capabilities.add`,
  }
}

export const hostNamespaces: Check = ({ spec }) => {
  const set = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(name => spec[name] === true)
  if (set.length === 0) return undefined
  return { reason: 'host namespaces', detail: set.map(name => `${name}=true`).join(', ') }
}

export const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? [])
    .filter(({ hostPath }) => hostPath !== undefined)
    .map(({ name }) => name)
  if (names.length === 0) return undefined
  return {
    reason: 'hostPath volumes',
    detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}`,
  }
}

export const hostPorts: Check = pod => {
  const portsOf = ({ ports = [] }: PodParts['containers'][number]): string[] =>
    ports.filter(({ hostPort = 0 }) => hostPort !== 0).map(({ hostPort }) => String(hostPort))
  const names = namesWhere(pod, (_, container) => portsOf(container).length > 0)
  if (names.length === 0) return undefined
  const ports = sorted(pod.containers.flatMap(portsOf))
  return {
    reason: 'hostPort',
    detail: `${containersText(names)} ${plural('uses', 'use', names.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  }
}

export const privileged: Check = pod => {
  const names = namesWhere(pod, context => context.privileged === true)
  if (names.length === 0) return undefined
  return {
    reason: 'privileged',
    detail: `${containersText(names)} must not set securityContext.privileged=true`,
  }
}

export const procMount: Check = pod => {
  const isBad = (mount: string | undefined): mount is string =>
    mount !== undefined && mount !== '' && mount !== 'Default'
  const names = pod.ownUsers ? [] : namesWhere(pod, context => isBad(context.procMount))
  if (names.length === 0) return undefined
  const mounts = pod.containers.map(one => one.securityContext?.procMount).filter(isBad)
  return {
    reason: 'procMount',
    detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(sorted(mounts))}`,
  }
}

const SELINUX_TYPES: ReadonlySet<string> = new Set([
  ...['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'],
])

export const seLinuxOptions: Check = pod => {
  const isBad = (options: SELinuxOptions | undefined): options is SELinuxOptions =>
    !SELINUX_TYPES.has(options?.type ?? '') ||
    (options?.user ?? '') !== '' ||
    (options?.role ?? '') !== ''
  const own = pod.spec.securityContext?.seLinuxOptions
  const names = namesWhere(pod, context => isBad(context.seLinuxOptions))
  if (!isBad(own) && names.length === 0) return undefined
  const bad = [own, ...pod.containers.map(one => one.securityContext?.seLinuxOptions)].filter(isBad)
  const types = sorted(bad.map(({ type = '' }) => type).filter(type => !SELINUX_TYPES.has(type)))
  const data = [
    ...(types.length === 0 ? [] : [`${plural('type', 'types', types.length)} ${quoted(types)}`]),
    ...(bad.some(({ user = '' }) => user !== '') ? ['user may not be set'] : []),
    ...(bad.some(({ role = '' }) => role !== '') ? ['role may not be set'] : []),
  ]
  return {
    reason: 'seLinuxOptions',
    detail: `${settersText(isBad(own), names)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
  }
}

export const seccompProfileBaseline: Check = pod => {
  const isBad = (type: string | undefined): boolean => type === 'Unconfined'
  const ofPod = isBad(pod.spec.securityContext?.seccompProfile?.type)
  const names = namesWhere(pod, ({ seccompProfile }) => isBad(seccompProfile?.type))
  if (!ofPod && names.length === 0) return undefined
  return {
    reason: 'seccompProfile',
    detail: `${settersText(ofPod, names)} must not set securityContext.seccompProfile.type to "Unconfined"`,
  }
}

/** Sysctls that are safe, with the minor version since which they count as such. */
const SAFE_SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
}

export const sysctlsAt =
  (minor: number): Check =>
  ({ spec }) => {
    const names = (spec.securityContext?.sysctls ?? [])
      .map(({ name }) => name)
      .filter(name => (SAFE_SYSCTLS[name] ?? Number.POSITIVE_INFINITY) > minor)
    if (names.length === 0) return undefined
    return { reason: 'forbidden sysctls', detail: names.join(', ') }
  }

export const windowsHostProcess: Check = pod => {
  const ofPod = pod.spec.securityContext?.windowsOptions?.hostProcess === true
  const names = namesWhere(pod, ({ windowsOptions }) => windowsOptions?.hostProcess === true)
  if (!ofPod && names.length === 0) return undefined
  return {
    reason: 'hostProcess',
    detail: `${settersText(ofPod, names)} must not set securityContext.windowsOptions.hostProcess=true`,
  }
}
