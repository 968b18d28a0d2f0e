import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiServiceAvailability } from '../../../src/controllers/apiservices/controller.ts'
import { endpointSlices, services } from '../../../src/controllers/rows.ts'
import { apiService } from '../../../src/kinds/index.ts'
import { World } from '../world.ts'

const remote = {
  group: 'g.example.com',
  version: 'v1',
  groupPriorityMinimum: 100,
  versionPriority: 10,
  service: { name: 's', namespace: 'n' },
}
const slice = (conditions: object, portName: string) => ({
  metadata: { name: 'e', labels: { 'kubernetes.io/service-name': 's' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.9'], conditions }],
  ports: [{ name: portName, port: 443 }],
})
const listening = { clusterIP: '10.96.0.7', ports: [{ port: 443, name: 'https' }] }

const cases: readonly [
  claim: string,
  spec: object | undefined,
  slice: object | undefined,
  reason: string,
][] = [
  ['no Service', undefined, undefined, 'ServiceNotFound'],
  ['another port', { ports: [{ port: 80 }] }, undefined, 'ServicePortError'],
  ['no slices', listening, undefined, 'EndpointsNotFound'],
  ['nobody ready', listening, slice({ ready: false }, 'https'), 'MissingEndpoints'],
  ['a port of another name', listening, slice({}, 'web'), 'MissingEndpoints'],
  ['somebody who does not answer', listening, slice({}, 'https'), 'FailedDiscoveryCheck'],
  [
    'a name outside',
    { type: 'ExternalName', externalName: 'a.b' },
    undefined,
    'FailedDiscoveryCheck',
  ],
]

for (const [claim, spec, ends, reason] of cases)
  test(`an APIService behind which is ${claim} is not available: ${reason}`, async () => {
    const world = new World(parts => [new ApiServiceAvailability(parts)])
    await world.start()
    await world.create(apiService, { metadata: { name: 'v1.g.example.com' }, spec: remote })
    await world.settle()
    assert.equal(conditionOf(world)?.reason, 'ServiceNotFound')
    if (spec !== undefined) await world.create(services, { metadata: { name: 's' }, spec })
    if (ends !== undefined) await world.create(endpointSlices, ends)
    await world.settle()
    assert.equal(conditionOf(world)?.reason, reason)
    assert.equal(conditionOf(world)?.status, 'False')
  })

test('an APIService of the server itself becomes available again when it loses its Service', async () => {
  const world = new World(parts => [new ApiServiceAvailability(parts)])
  await world.start()
  await world.create(apiService, { metadata: { name: 'v1.g.example.com' }, spec: remote })
  await world.settle()
  await world.change(apiService, 'v1.g.example.com', live => {
    const { service: _, ...spec } = live.spec ?? {}
    return { ...live, spec } as typeof live
  })
  await world.settle()
  assert.equal(conditionOf(world)?.reason, 'Local')
})

const conditionOf = (world: World) => world.all(apiService)[0]?.status?.conditions?.[0]
