import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TaintEviction } from '../../../src/controllers/tainteviction/controller.ts'
import { stayOf } from '../../../src/controllers/tainteviction/plan.ts'
import { namespace as namespaceKind, node as nodeKind } from '../../../src/kinds/index.ts'
import { target } from '../../../src/registry/target.ts'
import type { Node, Toleration } from '../../../src/schema/generated/core-v1.ts'
import { admin, makeParts, makeWorld, type World } from '../../kubelet/world.ts'

const taint = (key: string) => ({ key, effect: 'NoExecute' })
const tolerates = (key: string, tolerationSeconds?: number): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
})

const cases: Record<string, { taints: string; tolerations: Toleration[]; want: unknown }> = {
  'no taint': { taints: '', tolerations: [], want: 'stay' },
  'nothing tolerates it': { taints: 'a', tolerations: [], want: 'go' },
  'tolerated for ever': { taints: 'a', tolerations: [tolerates('a')], want: 'stay' },
  'tolerated for a while': {
    taints: 'a',
    tolerations: [tolerates('a', 5)],
    want: { afterMs: 5000 },
  },
  'no time at all': { taints: 'a', tolerations: [tolerates('a', 0)], want: 'go' },
  'the first that matches counts': {
    taints: 'a',
    tolerations: [tolerates('a'), tolerates('a', 2)],
    want: 'stay',
  },
  'the shortest of several taints': {
    taints: 'a b',
    tolerations: [tolerates('a', 9), tolerates('b', 3)],
    want: { afterMs: 3000 },
  },
  'one untolerated is enough': { taints: 'a b', tolerations: [tolerates('a')], want: 'go' },
}

for (const [name, { taints, tolerations, want }] of Object.entries(cases))
  test(name, () => {
    const list = taints.split(' ').filter(Boolean).map(taint)
    assert.deepEqual(stayOf(tolerations, list), want)
  })

async function start(): Promise<World> {
  const parts = makeParts()
  const events = parts.recorder('taint-eviction-controller')
  const world = makeWorld(parts, [new TaintEviction({ ...parts, events })], [events])
  await world.create(namespaceKind, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  })
  await world.createNode('a')
  return world
}

async function setTaints(world: World, keys: string[]) {
  await world.registry.modify(
    target<Node>(nodeKind, '', 'a'),
    node => ({ ...node, spec: { ...node.spec, taints: keys.map(taint) } }),
    admin,
  )
}

const going = (world: World, name: string): boolean => {
  const pod = world.pod(name)
  return pod === undefined || pod.metadata.deletionTimestamp !== undefined
}

test('Pods go at once, in time, or not at all', async () => {
  const world = await start()
  await world.createPod('now', { nodeName: 'a' })
  await world.createPod('later', { nodeName: 'a', tolerations: [tolerates('k', 4)] })
  await world.createPod('never', { nodeName: 'a', tolerations: [tolerates('k')] })
  await setTaints(world, ['k'])
  await world.settle()
  assert.ok(going(world, 'now'))
  assert.equal(
    world.events('TaintManagerEviction')[0]?.message,
    'Marking for deletion Pod default/now',
  )
  await world.advance(3_999)
  assert.ok(!going(world, 'later'))
  await world.advance(1)
  assert.ok(going(world, 'later'))
  assert.ok(!going(world, 'never'))
})

test('an eviction is cancelled when the taint goes', async () => {
  const world = await start()
  await world.createPod('later', { nodeName: 'a', tolerations: [tolerates('k', 4)] })
  await setTaints(world, ['k'])
  await world.advance(2_000)
  await setTaints(world, [])
  await world.advance(10_000)
  assert.ok(!going(world, 'later'))
  assert.equal(
    world.events('TaintManagerEviction')[0]?.message,
    'Cancelling deletion of Pod default/later',
  )
})

test('a Pod that comes to a tainted node goes', async () => {
  const world = await start()
  await setTaints(world, ['k'])
  await world.createPod('p', { nodeName: 'a' })
  await world.settle()
  assert.ok(going(world, 'p'))
})
