import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bootstrap } from '../../../src/controllers/bootstrap/bootstrap.ts'
import { ClusterRoleAggregation } from '../../../src/controllers/clusterrole-aggregation/controller.ts'
import {
  apiService,
  clusterRole,
  clusterRoleBinding,
  flowSchema,
  namespace,
  priorityLevelConfiguration,
  role,
  roleBinding,
  serviceAccount,
} from '../../../src/kinds/index.ts'
import type { ClusterRole } from '../../../src/schema/generated/rbac-v1.ts'
import { World } from '../world.ts'

const options = {
  groupVersions: [
    { group: '', version: 'v1' },
    { group: 'autoscaling', version: 'v2' },
  ],
  serviceCidr: '10.96.0.0/16',
  advertiseAddress: '10.0.0.1',
  port: 6443,
  hostname: 'host',
}

async function stage(): Promise<World> {
  const world = new World(parts => [new ClusterRoleAggregation(parts)])
  await bootstrap(world.registry, options)
  await world.start()
  return world
}

test('a fresh control plane holds what the real one holds', async () => {
  const s = await stage()
  const counts = [
    clusterRole,
    clusterRoleBinding,
    role,
    roleBinding,
    flowSchema,
    priorityLevelConfiguration,
    serviceAccount,
    apiService,
  ].map(kind => s.all(kind as typeof namespace).length)
  assert.deepEqual(counts, [69, 50, 7, 7, 11, 8, 38, 2])
  assert.equal(s.all(namespace).length, 5)
})

test('roles that gather the rules of others have them from the start', async () => {
  const s = await stage()
  const rulesOf = (name: string) =>
    s.all(clusterRole).find(one => one.metadata.name === name)?.rules
  assert.equal(rulesOf('view')?.length, 12)
  assert.equal(rulesOf('edit')?.length, 27)
  assert.equal(rulesOf('admin')?.length, 29)
})

test('a role that is labelled for it is gathered from then on', async () => {
  const s = await stage()
  const rules = [{ verbs: ['get'], apiGroups: ['example.com'], resources: ['widgets'] }]
  const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
  await s.create(clusterRole, { metadata: { name: 'widgets', labels }, rules })
  await s.settle()
  for (const name of ['view', 'edit', 'admin']) {
    const found = s.all(clusterRole).find(one => one.metadata.name === name) as ClusterRole
    assert.ok(
      found.rules?.some(rule => rule.resources?.includes('widgets')),
      name,
    )
  }
})

test('a second start changes nothing', async () => {
  const s = await stage()
  const before = s.registry.store.revision
  await bootstrap(s.registry, options)
  assert.equal(s.registry.store.revision, before)
})
