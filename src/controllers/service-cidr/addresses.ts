// Keeps an IPAddress for each address that a Service has. In the real server the allocator makes them as it
// hands addresses out; here they follow the Services, which are what counts.
import { ipAddress } from '../../kinds/index.ts'
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { formatIP, parseIP } from '../../meta/ip.ts'
import type { Kind } from '../../meta/kind.ts'
import { systemContext } from '../../registry/context.ts'
import { type Index, indexBy } from '../../registry/index-by.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import type { IPAddress } from '../../schema/generated/networking-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { services } from '../rows.ts'

export const ipAddresses = ipAddress as Kind<IPAddress>
const MANAGER = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' }
const FAMILY = 'ipaddress.kubernetes.io/ip-family'

export class ServiceAddresses implements Loop {
  readonly name = 'service-addresses'
  readonly queue: WorkQueue
  readonly #registry: Registry
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])
  readonly #follower: Follower
  readonly #byAddress: Index<Service>

  constructor({ registry, timers }: { registry: Registry; timers: Timers }) {
    this.queue = new WorkQueue(this.name, timers)
    this.#registry = registry
    this.#follower = new Follower(registry)
    this.#byAddress = indexBy(registry, services, addressesOf)
  }

  start(): void {
    this.#follower.onAll<Service>(services, (next, previous) => {
      for (const service of [next, previous])
        for (const address of service === undefined ? [] : addressesOf(service))
          this.queue.add(address)
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(address: string): Promise<void> {
    const [service] = this.#byAddress.get(address)
    const of = target(ipAddresses, '', address)
    const found = this.#registry.find(of)
    if (service === undefined) {
      const managed = found?.metadata.labels?.['ipaddress.kubernetes.io/managed-by']
      if (found?.spec?.parentRef?.resource !== 'services' || managed === undefined) return
      await ignoring(['NotFound'], () => this.#registry.delete(of, {}, this.#context))
    } else if (found === undefined) {
      const draft = addressOf(address, service)
      const make = () => this.#registry.create(target(ipAddresses), draft, this.#context)
      await ignoring(['AlreadyExists'], make)
    }
  }
}

/** The addresses of a Service as IPAddresses are named; headless Services have none. */
const addressesOf = ({ spec }: Service): string[] =>
  (spec?.clusterIPs ?? []).flatMap(text => {
    const address = parseIP(text)
    return address === undefined ? [] : [formatIP(address)]
  })

function addressOf(name: string, { metadata }: Service): IPAddress {
  const labels = { [FAMILY]: name.includes(':') ? 'IPv6' : 'IPv4', ...MANAGER }
  const parentRef = {
    group: '',
    resource: 'services',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
  }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name, labels },
    spec: { parentRef },
  }
}
