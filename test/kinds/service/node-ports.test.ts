import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  changedNodePorts,
  type Giving,
  newNodePorts,
} from '../../../src/kinds/service/node-ports.ts'
import { keepAllocated } from '../../../src/kinds/service/update.ts'
import type { Cause } from '../../../src/meta/field-errors.ts'
import type { ServicePort, ServiceSpec } from '../../../src/schema/generated/core-v1.ts'

const FIRST_FREE = 31_000

/** Ports as `port/protocol` or `port/protocol:nodePort`. */
const portsOf = (...texts: string[]): ServicePort[] =>
  texts.map(text => {
    const [named = '', nodePort] = text.split(':')
    const [port, protocol = 'TCP'] = named.split('/')
    return {
      port: Number(port),
      protocol,
      ...(nodePort === undefined ? {} : { nodePort: Number(nodePort) }),
    }
  })

function answer(
  give: typeof newNodePorts,
  ports: ServicePort[],
  isForEach = true,
): (number | undefined)[] | string {
  const giving: Giving = {
    isForEach,
    taken: new Set([30_001]),
    free: taken => {
      let port = FIRST_FREE
      while (taken.has(port)) port++
      return port
    },
    refuse: (cause: Cause) => {
      throw new Error(`${cause.field}: ${cause.message}`)
    },
  }
  try {
    return give(ports, giving).map(({ nodePort }) => nodePort)
  } catch (error) {
    return (error as Error).message
  }
}

describe('ports of the nodes for a new Service', () => {
  const given: [string, ServicePort[], unknown][] = [
    ['are one each', portsOf('80', '81'), [31_000, 31_001]],
    ['are shared by protocols of one port', portsOf('53/TCP', '53/UDP'), [31_000, 31_000]],
    ['are shared with who asks', portsOf('53/TCP', '53/UDP:30053'), [30_053, 30_053]],
    ['may differ for who asks', portsOf('53/TCP:30053', '53/UDP:30054'), [30_053, 30_054]],
    [
      'are for one port only',
      portsOf('80:30053', '81/UDP:30053'),
      'spec.ports[1].nodePort: Invalid value: 30053: provided port is already allocated',
    ],
    [
      'are not those of others',
      portsOf('80:30001'),
      'spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated',
    ],
  ]
  for (const [name, ports, expected] of given)
    test(name, () => assert.deepEqual(answer(newNodePorts, ports), expected))
  test('are only for who asks, where none are needed', () =>
    assert.deepEqual(answer(newNodePorts, portsOf('80', '81:30081'), false), [undefined, 30_081]))
})

describe('ports of the nodes for a changed Service', () => {
  const given: [string, ServicePort[], unknown][] = [
    ['are one each, whatever the protocol', portsOf('53/TCP', '53/UDP'), [31_000, 31_001]],
    ['serve several protocols', portsOf('80:30053', '81/UDP:30053'), [30_053, 30_053]],
    ['serve a protocol once', portsOf('80:30053', '81:30053'), 'duplicate nodePort: {TCP 30053}'],
  ]
  for (const [name, ports, expected] of given)
    test(name, () => assert.deepEqual(answer(changedNodePorts, ports), expected))
})

describe('ports of the nodes that a Service had', () => {
  const old: ServiceSpec = {
    type: 'NodePort',
    ports: [{ name: 'a', port: 80, nodePort: 30_080 }],
  }
  const kept = (next: ServiceSpec) => keepAllocated(next, old).ports?.map(port => port.nodePort)
  const ports = [{ name: 'a', port: 81 }]
  test('stay with the name of a port', () =>
    assert.deepEqual(kept({ type: 'NodePort', ports }), [30_080]))
  test('do not follow the number of a port', () =>
    assert.deepEqual(kept({ type: 'NodePort', ports: [{ name: 'b', port: 80 }] }), [undefined]))
  test('are not given twice', () =>
    assert.deepEqual(
      kept({ type: 'NodePort', ports: [...ports, { name: 'b', port: 82, nodePort: 30_080 }] }),
      [undefined, 30_080],
    ))
  test('go with a load balancer that wants none', () =>
    assert.deepEqual(kept({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports }), [
      undefined,
    ]))
})
