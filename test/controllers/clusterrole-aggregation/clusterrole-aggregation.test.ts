import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ClusterRoleAggregation } from '../../../src/controllers/clusterrole-aggregation/controller.ts'
import { clusterRole } from '../../../src/kinds/index.ts'
import type { ClusterRole } from '../../../src/schema/generated/rbac-v1.ts'
import { World } from '../world.ts'

const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
const jobs = { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] }
const selectors = [{ matchLabels: { part: '2' } }, { matchLabels: { part: '1' } }]

async function worldWith(...parts: object[]): Promise<World> {
  const world = new World(parts => [new ClusterRoleAggregation(parts)])
  await world.start()
  const aggregationRule = { clusterRoleSelectors: selectors }
  await world.create(clusterRole, { metadata: { name: 'whole' }, aggregationRule, rules: [jobs] })
  for (const [at, rules] of parts.entries()) {
    const metadata = { name: `part-${at + 1}`, labels: { part: `${at + 1}` } }
    await world.create(clusterRole, { metadata, rules })
  }
  await world.settle()
  return world
}

const whole = (world: World): ClusterRole | undefined =>
  world.all(clusterRole).find(({ metadata }) => metadata.name === 'whole')

test('rules are gathered selector by selector, each once', async () => {
  const world = await worldWith([pods, jobs], [jobs])
  assert.deepEqual(whole(world)?.rules, [jobs, pods])
})

test('they are applied, so that they belong to the controller alone', async () => {
  const world = await worldWith([pods])
  assert.deepEqual(
    whole(world)
      ?.metadata.managedFields?.filter(({ fieldsV1 }) => 'f:rules' in (fieldsV1 as object))
      .map(({ manager, operation }) => [manager, operation]),
    [['clusterrole-aggregation-controller', 'Apply']],
  )
})
