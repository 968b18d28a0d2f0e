// Addresses and ports of the nodes for Services: given at creation and with changes of the type, kept
// by every other write. What is taken is read off the Services themselves.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { AdmissionContext, AdmissionRule } from '../../meta/kind.ts'
import { internalError, invalidObject, plainError } from '../../meta/status.ts'
import type { Service, ServicePort, ServiceSpec } from '../../schema/generated/core-v1.ts'
import { addressErrors } from './addresses.ts'
import { withFamilies } from './families.ts'
import {
  addressRanges,
  freeAddress,
  freePort,
  isInRange,
  NODE_PORTS,
  takenAddresses,
  takenPorts,
} from './ranges.ts'
import { isHeadless, needsClusterIP, needsHealthCheck, needsNodePorts, specOf } from './spec.ts'
import { keepAllocated, withSameAddresses } from './update.ts'

export const serviceAllocation: AdmissionRule<Service> = {
  name: 'ServiceAllocation',
  mutate: (draft, old, context) => {
    if (context.subresource !== '') return draft
    const asked = specOf(draft)
    const before = old === undefined ? undefined : specOf(old)
    const kept = before === undefined ? asked : keepAllocated(asked, before)
    const settled = withSameAddresses(kept, before)
    const allocation = new Allocation(draft, old, context)
    return { ...draft, spec: allocation.of(settled) }
  },
}

class Allocation {
  readonly #service: Service
  readonly #old: Service | undefined
  readonly #context: AdmissionContext

  constructor(service: Service, old: Service | undefined, context: AdmissionContext) {
    this.#service = service
    this.#old = old
    this.#context = context
  }

  /** The spec with all that the server gives. @throws StatusError Invalid when it cannot have what it asks for. */
  of(spec: ServiceSpec): ServiceSpec {
    if (spec.type === 'ExternalName') return spec
    this.#refuse(addressErrors(spec))
    const { spec: withFamily, causes } = withFamilies(spec, this.#before)
    this.#refuse(causes)
    return this.#withHealthCheck(this.#withNodePorts(this.#withAddress(withFamily)))
  }

  #refuse(causes: Cause[]): void {
    const name = this.#service.metadata.name ?? ''
    if (causes.length > 0) throw invalidObject({ group: '', kind: 'Service' }, name, causes)
  }

  get #before(): ServiceSpec | undefined {
    return this.#old === undefined ? undefined : specOf(this.#old)
  }

  get #uid(): string | undefined {
    return this.#old?.metadata.uid
  }

  #withAddress(spec: ServiceSpec): ServiceSpec {
    if (!needsClusterIP(spec) || isHeadless(spec)) return spec
    const asked = spec.clusterIPs ?? []
    const before = this.#before
    // What had addresses keeps them; that others may not be asked for is told by validation.
    if (before !== undefined && before.type !== 'ExternalName')
      if (isHeadless(before) || asked.length > 0) return spec
    const { reader } = this.#context
    const ranges = addressRanges(reader)
    const taken = takenAddresses(reader, this.#uid)
    for (const address of asked) {
      const why = taken.has(address)
        ? 'provided IP is already allocated'
        : isInRange(ranges, address)
          ? undefined
          : 'the provided network does not match the current range'
      if (why !== undefined)
        this.#refuse([
          invalid('spec.clusterIPs', asked, `failed to allocate IP ${address}: ${why}`),
        ])
    }
    if (asked.length > 0) return spec
    const address = freeAddress(ranges, taken, this.#context)
    if (address === undefined) throw internalError('failed to allocate a serviceIP: range is full')
    return { ...spec, clusterIP: address, clusterIPs: [address] }
  }

  #withNodePorts(spec: ServiceSpec): ServiceSpec {
    const ports = spec.ports ?? []
    const asks = ports.some(port => port.nodePort)
    if (!needsNodePorts(spec) && !(spec.type === 'LoadBalancer' && asks)) return spec
    const taken = takenPorts(this.#context.reader, this.#uid)
    const given: ServicePort[] = []
    for (const [index, port] of ports.entries())
      given.push(port.nodePort ? this.#checked(port, index, given, taken) : port)
    if (!needsNodePorts(spec)) return spec
    for (const { nodePort } of given) if (nodePort) taken.add(nodePort)
    return { ...spec, ports: given.map(port => this.#withPort(port, given, taken)) }
  }

  /** One port may serve several protocols of one Service; otherwise it is for one. */
  #checked(
    port: ServicePort,
    index: number,
    before: readonly ServicePort[],
    taken: ReadonlySet<number>,
  ): ServicePort {
    const { nodePort = 0 } = port
    const others = before.filter(other => other.nodePort === nodePort)
    if (this.#old !== undefined && others.some(({ protocol }) => protocol === port.protocol))
      throw plainError(`duplicate nodePort: {${port.protocol} ${nodePort}}`)
    // A new Service shares one among protocols, but not among ports.
    const twin = this.#old === undefined && others.some(other => other.port !== port.port)
    const why = twin ? ALREADY : whyNot(nodePort, taken)
    if (why !== undefined) this.#refuse([invalid(`spec.ports[${index}].nodePort`, nodePort, why)])
    return port
  }

  #withPort(port: ServicePort, all: readonly ServicePort[], taken: Set<number>): ServicePort {
    if (port.nodePort) return port
    const sibling = all.find(
      other => other.nodePort && other.port === port.port && other.protocol !== port.protocol,
    )
    const nodePort = sibling?.nodePort ?? freePort(taken, this.#context)
    if (nodePort === undefined) throw internalError('failed to allocate a nodePort: range is full')
    taken.add(nodePort)
    return { ...port, nodePort }
  }

  #withHealthCheck(spec: ServiceSpec): ServiceSpec {
    if (!needsHealthCheck(spec)) return spec
    const taken = takenPorts(this.#context.reader, this.#uid)
    for (const { nodePort } of spec.ports ?? []) if (nodePort) taken.add(nodePort)
    const asked = spec.healthCheckNodePort ?? 0
    if (asked === 0) {
      const healthCheckNodePort = freePort(taken, this.#context)
      if (healthCheckNodePort === undefined)
        throw internalError('failed to allocate a HealthCheck NodePort : range is full')
      return { ...spec, healthCheckNodePort }
    }
    const had = this.#before !== undefined && needsHealthCheck(this.#before)
    const why = had ? undefined : whyNot(asked, taken)
    if (why !== undefined)
      throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`)
    return spec
  }
}

const ALREADY = 'provided port is already allocated'

/** Why a port that is asked for cannot be had. */
function whyNot(port: number, taken: ReadonlySet<number>): string | undefined {
  const { first, last } = NODE_PORTS
  if (port < first || port > last)
    return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
  return taken.has(port) ? ALREADY : undefined
}
