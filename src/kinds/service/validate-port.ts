// Ports of a Service.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import {
  dnsLabelErrors,
  portNameErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../../meta/names.ts'
import type { ServicePort, ServiceSpec } from '../../schema/generated/core-v1.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export function portErrors(ports: readonly ServicePort[]): Cause[] {
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`
    return [
      ...nameErrors(port.name ?? '', ports.length > 1, names, `${path}.name`),
      ...portNumberErrors(port.port).map(text => invalid(`${path}.port`, port.port, text)),
      ...protocolErrors(port.protocol ?? '', `${path}.protocol`),
      ...targetErrors(port.targetPort ?? 0, `${path}.targetPort`),
      ...(port.appProtocol === undefined
        ? []
        : qualifiedNameErrors(port.appProtocol).map(text =>
            invalid(`${path}.appProtocol`, port.appProtocol, text),
          )),
    ]
  })
}

function nameErrors(name: string, isNeeded: boolean, names: Set<string>, path: string): Cause[] {
  if (name === '') return isNeeded ? [required(path)] : []
  const causes = dnsLabelErrors(name).map(text => invalid(path, name, text))
  if (names.has(name)) causes.push(duplicate(path, name))
  names.add(name)
  return causes
}

function protocolErrors(protocol: string, path: string): Cause[] {
  if (protocol === '') return [required(path)]
  return PROTOCOLS.includes(protocol) ? [] : [notSupported(path, protocol, PROTOCOLS)]
}

function targetErrors(target: number | string, path: string): Cause[] {
  const errors = typeof target === 'number' ? portNumberErrors(target) : portNameErrors(target)
  return errors.map(text => invalid(path, target, text))
}

/** Ports of the nodes where there are none, and whatever two ports cannot share. */
export function sharedPortErrors({ type, ports = [] }: ServiceSpec): Cause[] {
  const causes: Cause[] = []
  for (const [index, { nodePort }] of ports.entries())
    if (type === 'ClusterIP' && nodePort)
      causes.push(
        forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"),
      )
  const nodePorts = new Set<string>()
  for (const [index, { protocol, nodePort }] of ports.entries()) {
    if (!nodePort) continue
    const key = `${protocol}/${nodePort}`
    if (nodePorts.has(key)) causes.push(duplicate(`spec.ports[${index}].nodePort`, nodePort))
    nodePorts.add(key)
  }
  const seen = new Set<string>()
  for (const [index, { protocol = '', port }] of ports.entries()) {
    const key = `${protocol}/${port}`
    if (seen.has(key)) causes.push(duplicate(`spec.ports[${index}]`, bare(protocol, port)))
    seen.add(key)
  }
  return causes
}

/** How Go prints a port that has nothing but protocol and number. */
const bare = (protocol: string, port: number) => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0,
})
