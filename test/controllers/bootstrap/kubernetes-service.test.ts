import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KubernetesService } from '../../../src/controllers/bootstrap/kubernetes-service.ts'
import { kubernetesServiceDrafts } from '../../../src/controllers/bootstrap/system.ts'
import { endpointSlices, endpoints, namespaces, services } from '../../../src/controllers/rows.ts'
import { World } from '../world.ts'

const drafts = kubernetesServiceDrafts({
  serviceCidr: '10.96.0.0/16',
  advertiseAddress: '10.0.0.1',
  port: 6443,
})

test('the Service of the API and what leads to it come back at the next look, ten seconds apart', async () => {
  const world = new World(({ registry, timers }) => [
    new KubernetesService({ registry, timers, drafts }),
  ])
  await world.start()
  await world.create(namespaces, { metadata: { name: 'default' } })
  for (const { kind, object } of drafts) await world.create(kind, object, 'default')
  await world.advance(4_000)
  // The Endpoints of the same name go with the Service.
  await world.delete(services, 'default/kubernetes')
  await world.delete(endpointSlices, 'default/kubernetes')
  assert.equal(world.all(endpoints).length, 0)
  await world.advance(5_000)
  assert.equal(world.all(services).length, 0)
  await world.advance(1_000)
  assert.equal(world.all(services)[0]?.spec?.clusterIP, '10.96.0.1')
  assert.equal(world.all(endpoints).length, 1)
  assert.equal(world.all(endpointSlices).length, 1)
})
