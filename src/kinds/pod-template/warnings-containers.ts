// Definitions in containers that hide or repeat one another.
import type { ContainerPort, EnvVar, PodSpec } from '../../schema/generated/core-v1.ts'
import { visitContainers } from './visit.ts'

export function envWarnings(out: string[], env: readonly EnvVar[] | undefined, path: string): void {
  if (env === undefined || env.length < 2) return
  const seen = new Set<string>()
  for (const [index, { name, value = '', valueFrom }] of env.entries()) {
    if (!seen.has(name)) {
      seen.add(name)
      continue
    }
    const reference = `$(${name})`
    // A later value that builds on the earlier one is meant.
    if (valueFrom === undefined && value !== reference && value.includes(reference)) continue
    out.push(
      `${path}[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
    )
  }
}

/** Names by which Services and probes find ports are to be of one container. */
export function portNameWarnings(out: string[], spec: PodSpec, path: string): void {
  const first = new Map<string, string>()
  visitContainers(spec, path, (container, at) => {
    for (const [index, { name = '' }] of (container.ports ?? []).entries()) {
      if (name === '') continue
      const place = `${at}.ports[${index}]`
      const other = first.get(name)
      if (other === undefined) first.set(name, place)
      else
        out.push(
          `${place}: duplicate port name "${name}" with ${other}, services and probes that select ports by name will use ${other}`,
        )
    }
  })
}

interface Placed {
  readonly port: ContainerPort
  readonly at: string
}

export function portWarnings(out: string[], spec: PodSpec, path: string): void {
  const known = new Map<string, Placed[]>()
  visitContainers(spec, path, (container, at) => {
    for (const [index, port] of (container.ports ?? []).entries())
      portWarning(out, { port, at: `${at}.ports[${index}]` }, known)
  })
}

function portWarning(out: string[], placed: Placed, known: Map<string, Placed[]>): void {
  const { port, at } = placed
  if (port.hostIP && !port.hostPort) out.push(`${at}: hostIP set without hostPort: ${goPort(port)}`)
  const key = `${port.containerPort}/${port.protocol}`
  const others = known.get(key)
  if (others === undefined) return void known.set(key, [placed])
  for (const other of others) {
    const how = relation(port, other.port)
    if (how !== undefined) out.push(`${at}: ${how} port definition with ${other.at}`)
  }
  others.push(placed)
}

type Relation = 'duplicate' | 'overlapping' | 'dangerously ambiguous'

function relation(a: ContainerPort, b: ContainerPort): Relation | undefined {
  const { hostPort: aPort = 0, hostIP: aAddress = '' } = a
  const { hostPort: bPort = 0, hostIP: bAddress = '' } = b
  if (aPort === bPort && aAddress === bAddress) return 'duplicate'
  if (aPort === 0 || bPort === 0) return 'overlapping'
  const oneAnywhere = (aAddress === '') !== (bAddress === '')
  return aPort === bPort && oneAnywhere ? 'dangerously ambiguous' : undefined
}

/** As Go's %+v prints the struct. */
function goPort({
  name = '',
  hostPort = 0,
  containerPort,
  protocol = '',
  hostIP = '',
}: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`
}
