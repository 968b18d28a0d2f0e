// Ports of the nodes for the ports of a Service: those that are asked for, and others for the rest.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { internalError, plainError } from '../../meta/status.ts'
import type { ServicePort } from '../../schema/generated/core-v1.ts'
import { NODE_PORTS } from './ranges.ts'

/** Where ports come from while one Service gets its own. */
export interface Giving {
  /** Whether ports that do not ask get one too. */
  readonly isForEach: boolean
  /** Ports that are another Service's, and by and by those that were given. */
  readonly taken: Set<number>
  readonly free: (taken: ReadonlySet<number>) => number | undefined
  /** @throws StatusError Invalid. */
  readonly refuse: (cause: Cause) => void
}

/** Of a new Service, ports of one number (as for TCP and UDP) share one port of the nodes. */
export function newNodePorts(ports: readonly ServicePort[], giving: Giving): ServicePort[] {
  const given = new Map<number, number>()
  return ports.map((port, index) => {
    const { nodePort = 0 } = port
    if (nodePort === 0 && !giving.isForEach) return port
    const shared = given.get(port.port)
    if (shared === nodePort) return port
    if (shared !== undefined && nodePort === 0) return { ...port, nodePort: shared }
    const asked = shared === undefined ? askedFor(port.port, ports) : nodePort
    const own = asked === 0 ? freeOf(giving) : reserved(asked, index, giving)
    if (shared === undefined) given.set(port.port, own)
    return { ...port, nodePort: own }
  })
}

/** The first port of the nodes that is asked for with a port of this number. */
const askedFor = (number: number, ports: readonly ServicePort[]): number =>
  ports.find(({ port, nodePort }) => port === number && nodePort)?.nodePort ?? 0

/** Of a Service that changes, what it had is its own; a port may serve several protocols. */
export function changedNodePorts(ports: readonly ServicePort[], giving: Giving): ServicePort[] {
  const reservedNow = new Set<number>()
  const seen = new Set<string>()
  return ports.map((port, index) => {
    const { nodePort: asked = 0, protocol } = port
    if (asked === 0 && !giving.isForEach) return port
    if (asked !== 0 && !reservedNow.has(asked)) reserved(asked, index, giving)
    const nodePort = asked === 0 ? freeOf(giving) : asked
    reservedNow.add(nodePort)
    const key = `${protocol} ${nodePort}`
    if (seen.has(key)) throw plainError(`duplicate nodePort: {${key}}`)
    seen.add(key)
    return asked === 0 ? { ...port, nodePort } : port
  })
}

function reserved(nodePort: number, index: number, { taken, refuse }: Giving): number {
  const why = whyNoPort(nodePort, taken)
  if (why !== undefined) refuse(invalid(`spec.ports[${index}].nodePort`, nodePort, why))
  taken.add(nodePort)
  return nodePort
}

function freeOf({ taken, free }: Giving): number {
  const nodePort = free(taken)
  if (nodePort === undefined) throw internalError('failed to allocate a nodePort: range is full')
  taken.add(nodePort)
  return nodePort
}

/** Why a port that is asked for cannot be had. */
export function whyNoPort(port: number, taken: ReadonlySet<number>): string | undefined {
  const { first, last } = NODE_PORTS
  if (port < first || port > last)
    return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
  return taken.has(port) ? 'provided port is already allocated' : undefined
}
