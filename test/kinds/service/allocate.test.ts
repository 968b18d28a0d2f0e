import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serviceAllocation } from '../../../src/kinds/service/allocate.ts'
import { serviceRules } from '../../../src/kinds/service/rules.ts'
import type { AdmissionContext } from '../../../src/meta/kind.ts'
import type { StatusError } from '../../../src/meta/status.ts'
import type { Service } from '../../../src/schema/generated/core-v1.ts'
import { sent } from '../told.ts'

const service = (uid: string, healthCheckNodePort?: number): Service =>
  sent(serviceRules, 'core/v1.Service', {
    metadata: { uid },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ports: [{ port: 80 }],
      healthCheckNodePort,
    },
  })

const OTHER = service('other', 30_100)

const context = {
  subresource: '',
  suffix: () => 'bbbbb',
  reader: { list: (resource: string) => (resource === 'services' ? [OTHER] : []) },
} as unknown as AdmissionContext

function admitted(next: Service, old?: Service): number | string | undefined {
  try {
    return serviceAllocation.mutate?.(next, old, context).spec?.healthCheckNodePort
  } catch (error) {
    return (error as StatusError).message
  }
}

const refused = (port: number, why: string): string =>
  `Internal error occurred: failed to allocate requested HealthCheck NodePort ${port}: provided port is ${why}`
const RANGE = 'not in the valid range. The range of valid ports is 30000-32767'

describe('the port of a health check', () => {
  test('is given where none is asked for', () => {
    const given = admitted(service('a'))
    assert.ok(typeof given === 'number' && given >= 30_000 && given !== 30_100)
  })
  test('is the one that is asked for', () => assert.equal(admitted(service('a', 30_200)), 30_200))
  test('belongs to one Service', () =>
    assert.equal(admitted(service('a', 30_100)), refused(30_100, 'already allocated')))
  test('is one of the ports of nodes', () =>
    assert.equal(admitted(service('a', 80)), refused(80, RANGE)))
  test('is not sought again for a Service that has one', () =>
    assert.equal(admitted(service('a', 80), service('a', 30_200)), 80))
})

test('an address that somebody has reserved is nobody else’s', () => {
  const reserved = { metadata: { name: '10.96.0.9' } }
  const followed = {
    metadata: { name: '10.96.0.10', labels: { 'ipaddress.kubernetes.io/managed-by': 'x' } },
  }
  const list = (resource: string) =>
    resource === 'networking.k8s.io/ipaddresses' ? [reserved, followed] : []
  const asking = (clusterIP: string): Service =>
    sent(serviceRules, 'core/v1.Service', { spec: { clusterIP, ports: [{ port: 80 }] } })
  const allocated = (clusterIP: string) => {
    const own = { ...context, reader: { list } } as unknown as AdmissionContext
    return serviceAllocation.mutate?.(asking(clusterIP), undefined, own).spec?.clusterIPs
  }
  assert.throws(() => allocated('10.96.0.9'), /provided IP is already allocated/)
  assert.deepEqual(allocated('10.96.0.10'), ['10.96.0.10'])
})
