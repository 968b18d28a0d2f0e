import assert from 'node:assert/strict'
import { test } from 'node:test'
import { services } from '../../../src/controllers/rows.ts'
import { ipAddresses, ServiceAddresses } from '../../../src/controllers/service-cidr/addresses.ts'
import { ServiceCIDRs, serviceCIDRs } from '../../../src/controllers/service-cidr/controller.ts'
import { World } from '../world.ts'

test('a range is ready, and is held while an address of it is in use', async () => {
  const world = new World(({ registry, timers }) => [
    new ServiceAddresses({ registry, timers }),
    new ServiceCIDRs({ registry, timers }),
  ])
  await world.start()
  await world.create(serviceCIDRs, { metadata: { name: 'r' }, spec: { cidrs: ['10.1.0.0/28'] } })
  await world.settle()
  assert.equal(world.all(serviceCIDRs)[0]?.status?.conditions?.[0]?.status, 'True')
  const spec = { clusterIP: '10.1.0.5', clusterIPs: ['10.1.0.5'], ports: [{ port: 80 }] }
  await world.create(services, { metadata: { name: 's' }, spec })
  await world.settle()
  assert.equal(world.all(ipAddresses)[0]?.metadata.name, '10.1.0.5')
  await world.delete(serviceCIDRs, 'r')
  await world.settle()
  assert.equal(world.all(serviceCIDRs)[0]?.status?.conditions?.[0]?.reason, 'Terminating')
  await world.delete(services, 'n/s')
  await world.settle()
  assert.deepEqual(world.all(ipAddresses), [])
  assert.deepEqual(world.all(serviceCIDRs), [])
})
