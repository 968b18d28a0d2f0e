// Ports of containers.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { portNameErrors, portNumberErrors } from '../../meta/names.ts'
import type { Container, ContainerPort, PodSpec } from '../../schema/generated/core-v1.ts'
import type { PodValidationOptions } from './options.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export function checkPorts(
  out: Cause[],
  ports: readonly ContainerPort[] | undefined,
  path: string,
): void {
  if (ports === undefined) return
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `${path}[${index}]`
    if (port.name) checkName(out, port.name, names, `${at}.name`)
    checkNumbers(out, port, at)
    if (!port.protocol) out.push(required(`${at}.protocol`))
    else if (!PROTOCOLS.includes(port.protocol))
      out.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS))
  }
}

function checkName(out: Cause[], name: string, names: Set<string>, path: string): void {
  const errors = portNameErrors(name)
  for (const error of errors) out.push(invalid(path, name, error))
  if (errors.length > 0) return
  if (names.has(name)) out.push(duplicate(path, name))
  else names.add(name)
}

function checkNumbers(
  out: Cause[],
  { containerPort = 0, hostPort = 0 }: ContainerPort,
  path: string,
): void {
  if (containerPort === 0) out.push(required(`${path}.containerPort`))
  else
    for (const error of portNumberErrors(containerPort))
      out.push(invalid(`${path}.containerPort`, containerPort, error))
  if (hostPort !== 0)
    for (const error of portNumberErrors(hostPort))
      out.push(invalid(`${path}.hostPort`, hostPort, error))
}

/** Two containers that run side by side cannot have one port of the host. */
export function checkHostPorts(
  out: Cause[],
  containers: readonly Pick<Container, 'ports'>[],
  path: string,
): void {
  const taken = new Set<string>()
  for (const [index, container] of containers.entries())
    for (const [port, { protocol = '', hostIP = '', hostPort = 0 }] of (
      container.ports ?? []
    ).entries()) {
      if (hostPort === 0) continue
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(key)) out.push(duplicate(`${path}[${index}].ports[${port}].hostPort`, key))
      else taken.add(key)
    }
}

/** On the network of the host, a port of the host is the container's own. */
export function checkHostNetwork(
  out: Cause[],
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
): void {
  if (spec.hostNetwork !== true) return
  for (const [index, container] of (spec.containers ?? []).entries())
    for (const [port, { hostPort = 0, containerPort }] of (container.ports ?? []).entries())
      if ((options.isPod === true || hostPort !== 0) && hostPort !== containerPort)
        out.push(
          invalid(
            `${path}.containers[${index}].ports[${port}].hostPort`,
            hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        )
}
