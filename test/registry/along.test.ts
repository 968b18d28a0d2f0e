// What goes with an object that has gone: the Endpoints with their Service.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../src/clock.ts'
import { SeededIds } from '../../src/ids.ts'
import { endpoints, namespace, service } from '../../src/kinds/index.ts'
import { systemContext } from '../../src/registry/context.ts'
import { Registry } from '../../src/registry/registry.ts'
import { target } from '../../src/registry/target.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const context = systemContext('kubernetes-admin', 'tests', ['system:masters'])
const [services, behind] = [target(service, 'n', 's'), target(endpoints, 'n', 's')]

async function made(finalizers: string[]): Promise<Registry> {
  const clock = new VirtualClock()
  const store = new MemoryStore({ clock })
  const registry = new Registry({ store, clock, ids: new SeededIds(1), types: builtinTypes() })
  const of = { apiVersion: 'v1' }
  const n = { ...of, kind: 'Namespace', metadata: { name: 'n' } }
  await registry.create(target(namespace), n, context)
  const metadata = { name: 's', finalizers }
  const spec = { ports: [{ port: 80 }] }
  await registry.create(services, { ...of, kind: 'Service', metadata, spec }, context)
  await registry.create(behind, { ...of, kind: 'Endpoints', metadata: { name: 's' } }, context)
  return registry
}

test('Endpoints go with their Service', async () => {
  const registry = await made([])
  await registry.delete(services, {}, context)
  assert.equal(registry.find(behind), undefined)
})

test('Endpoints stay when their Service is deleted for show', async () => {
  const registry = await made([])
  await registry.delete(services, {}, { ...context, dryRun: true })
  assert.ok(registry.find(behind))
})

test('Endpoints stay while something holds their Service, and go with its last finalizer', async () => {
  const registry = await made(['a.b/c'])
  await registry.delete(services, {}, context)
  assert.ok(registry.find(behind))
  await registry.modify(
    services,
    now => ({ ...now, metadata: { ...now.metadata, finalizers: [] } }),
    context,
  )
  assert.equal(registry.find(services), undefined)
  assert.equal(registry.find(behind), undefined)
})
