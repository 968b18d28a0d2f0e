// Ports of the node that Pods take for themselves.
import type { Pod } from '../schema/generated/core-v1.ts'

export interface HostPort {
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

const ANY = '0.0.0.0'

/** The host ports of a Pod's containers and sidecars. */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  const ports: HostPort[] = []
  const sidecars = (pod.spec?.initContainers ?? []).filter(one => one.restartPolicy === 'Always')
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars])
    for (const { hostPort = 0, hostIP = '', protocol = '' } of container.ports ?? [])
      if (hostPort > 0)
        ports.push({
          ip: hostIP === '' ? ANY : hostIP,
          protocol: protocol === '' ? 'TCP' : protocol,
          port: hostPort,
        })
  return ports
}

/** Whether two Pods cannot have these ports at the same time. */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  return a.ip === b.ip || a.ip === ANY || b.ip === ANY
}
