// Addresses and ports of the nodes for Services: given at creation and with changes of the type, kept
// by every other write. What is taken is read off the Services themselves.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { AdmissionContext, AdmissionRule } from '../../meta/kind.ts'
import { internalError, invalidObject } from '../../meta/status.ts'
import type { Service, ServiceSpec } from '../../schema/generated/core-v1.ts'
import { addressErrors } from './addresses.ts'
import { withFamilies } from './families.ts'
import { changedNodePorts, newNodePorts, whyNoPort } from './node-ports.ts'
import {
  addressRanges,
  freeAddress,
  freePort,
  isInRange,
  takenAddresses,
  takenPorts,
} from './ranges.ts'
import {
  isHeadless,
  needsClusterIP,
  needsHealthCheck,
  needsNodePorts,
  specOf,
  takesNodePorts,
} from './spec.ts'
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
    if (!takesNodePorts(spec) || spec.ports === undefined) return spec
    const giving = {
      isForEach: needsNodePorts(spec),
      taken: takenPorts(this.#context.reader, this.#uid),
      free: (taken: ReadonlySet<number>) => freePort(taken, this.#context),
      refuse: (cause: Cause) => this.#refuse([cause]),
    }
    const ports =
      this.#old === undefined
        ? newNodePorts(spec.ports, giving)
        : changedNodePorts(spec.ports, giving)
    return { ...spec, ports }
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
    const why = had ? undefined : whyNoPort(asked, taken)
    if (why !== undefined)
      throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`)
    return spec
  }
}
