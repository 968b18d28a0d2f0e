import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DisruptionController } from '../../../src/controllers/disruption/controller.ts'
import { evict } from '../../../src/controllers/disruption/eviction.ts'
import {
  builtinKinds,
  daemonSet as daemonSetKind,
  namespace as namespaceKind,
  podDisruptionBudget as pdbKind,
  pod as podKind,
} from '../../../src/kinds/index.ts'
import { through } from '../../../src/registry/context.ts'
import { target } from '../../../src/registry/target.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import type { Eviction, PodDisruptionBudget } from '../../../src/schema/generated/policy-v1.ts'
import { admin, makeParts, makeWorld, type World } from '../../kubelet/world.ts'

async function start(): Promise<World> {
  const parts = makeParts()
  const events = parts.recorder('controllermanager')
  const kindOf = (group: string, kind: string) =>
    builtinKinds.find(row => row.group === group && row.kind === kind)
  const world = makeWorld(parts, [new DisruptionController({ ...parts, events, kindOf })], [events])
  await world.create(namespaceKind, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
  })
  return world
}

const budget = (name: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'b' } }, ...spec },
})

async function runningPod(world: World, name: string, ready = 'True', owner: object = {}) {
  await world.createPod(name, { nodeName: 'a' }, { labels: { app: 'b' }, ...owner })
  await world.registry.modify(
    target<Pod>(podKind, 'default', name),
    pod => ({
      ...pod,
      status: { ...pod.status, phase: 'Running', conditions: [{ type: 'Ready', status: ready }] },
    }),
    through(admin, 'status'),
  )
}

const post = (world: World, name: string, body: object = {}) => {
  const eviction = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name }, ...body }
  return evict(world.registry, 'default', name, eviction as Eviction, admin)
}

const statusOf = (world: World, name: string) =>
  world.registry.get(target<PodDisruptionBudget>(pdbKind, 'default', name)).status

test('a budget counts what is healthy, and an eviction takes one', async () => {
  const world = await start()
  for (const name of ['p', 'q']) await runningPod(world, name)
  await world.create(pdbKind, budget('some', { minAvailable: 1 }))
  await world.settle()
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } =
    statusOf(world, 'some') ?? {}
  assert.deepEqual([disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods], [1, 2, 1, 2])
  assert.equal((await post(world, 'p')).code, 201)
  assert.equal(statusOf(world, 'some')?.disruptionsAllowed, 0)
  await world.settle()
  await assert.rejects(post(world, 'q'), {
    code: 429,
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
  })
})

test('a Pod that is evicted says why it goes', async () => {
  const world = await start()
  await runningPod(world, 'p')
  const body = { deleteOptions: { gracePeriodSeconds: 7 } }
  await world.registry.modify(
    target<Pod>(podKind, 'default', 'p'),
    pod => ({ ...pod, metadata: { ...pod.metadata, finalizers: ['example.com/hold'] } }),
    admin,
  )
  await post(world, 'p', body)
  const conditions = world.pod('p')?.status?.conditions ?? []
  assert.equal(conditions[1]?.reason, 'EvictionByEvictionAPI')
})

test('an eviction is refused that is about another Pod, or another life of it', async () => {
  const world = await start()
  await runningPod(world, 'p')
  const about = (metadata: object) => post(world, 'p', { metadata })
  await assert.rejects(about({}), { code: 400 })
  await assert.rejects(post(world, 'p', { apiVersion: 'v1', kind: 'Pod' }), {
    message:
      'Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion',
  })
  await assert.rejects(about({ name: 'q' }), {
    message: 'name in URL does not match name in Eviction object',
  })
  await assert.rejects(about({ name: 'p', namespace: 'other' }), {
    message:
      'the namespace of the provided object does not match the namespace sent on the request',
  })
  const deleteOptions = { preconditions: { uid: 'x' } }
  await assert.rejects(post(world, 'p', { deleteOptions }), {
    code: 409,
    message:
      /^Operation cannot be fulfilled on Pod "p": the UID in the precondition \(x\) does not/,
  })
})

test('options that make no sense are refused when the Pod is marked already', async () => {
  const world = await start()
  await runningPod(world, 'p')
  const refused = {
    'propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"':
      { propagationPolicy: 'Sideways' },
    'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set':
      { propagationPolicy: 'Orphan', orphanDependents: true },
    'dryRun: Unsupported value: ["Some"]: supported values: "All"': { dryRun: ['Some'] },
  }
  for (const [why, deleteOptions] of Object.entries(refused))
    await assert.rejects(post(world, 'p', { deleteOptions }), {
      code: 422,
      message: `DeleteOptions.meta.k8s.io "" is invalid: ${why}`,
    })
  assert.equal(world.pod('p')?.status?.conditions?.at(-1)?.type, 'DisruptionTarget')
})

test('a budget that lags behind, or more than one, refuses', async () => {
  const world = await start()
  await runningPod(world, 'p')
  await world.create(pdbKind, budget('one', { minAvailable: 0 }))
  await assert.rejects(post(world, 'p'), (error: Error & { status: { details: object } }) => {
    assert.match(
      JSON.stringify(error.status.details),
      /still being processed.*"retryAfterSeconds":10/,
    )
    return true
  })
  await world.create(pdbKind, budget('two', { minAvailable: 0 }))
  await world.settle()
  await assert.rejects(post(world, 'p'), { code: 500, reason: '' })
})

test('Pods that do not run go whatever the budget', async () => {
  const world = await start()
  await world.createPod('p', {}, { labels: { app: 'b' } })
  await world.registry.modify(
    target<Pod>(podKind, 'default', 'p'),
    pod => ({ ...pod, status: { ...pod.status, phase: 'Pending' } }),
    through(admin, 'status'),
  )
  await world.create(pdbKind, budget('all', { minAvailable: 1 }))
  await world.settle()
  assert.equal((await post(world, 'p')).code, 201)
  assert.equal(world.pod('p'), undefined)
})

test('an unready Pod goes when the budget holds anyhow, or when it may always', async () => {
  const world = await start()
  await runningPod(world, 'p', 'False')
  await world.create(pdbKind, budget('all', { minAvailable: 1 }))
  await world.settle()
  await assert.rejects(post(world, 'p'), { code: 429 })
  await world.registry.modify(
    target<PodDisruptionBudget>(pdbKind, 'default', 'all'),
    pdb => ({ ...pdb, spec: { ...pdb.spec, unhealthyPodEvictionPolicy: 'AlwaysAllow' } }),
    admin,
  )
  assert.equal((await post(world, 'p')).code, 201)
})

test('a budget over daemon Pods cannot be counted in shares', async () => {
  const world = await start()
  const ds = await world.create(daemonSetKind, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'b' } },
      updateStrategy: { type: 'OnDelete' },
      template: {
        metadata: { labels: { app: 'b' } },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      },
    },
  })
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: ds.metadata.uid }
  await runningPod(world, 'p', 'True', { ownerReferences: [{ ...owner, controller: true }] })
  await world.create(pdbKind, budget('share', { maxUnavailable: 1 }))
  await world.settle()
  const [condition] = statusOf(world, 'share')?.conditions ?? []
  assert.equal(condition?.reason, 'SyncFailed')
  assert.equal(condition?.message, 'daemonsets.apps does not implement the scale subresource')
})

test('a budget that says nothing expects nothing, and allows nothing', async () => {
  const world = await start()
  await runningPod(world, 'p')
  await world.create(pdbKind, budget('none', {}))
  await world.settle()
  const { disruptionsAllowed, currentHealthy, expectedPods } = statusOf(world, 'none') ?? {}
  assert.deepEqual([disruptionsAllowed, currentHealthy, expectedPods], [0, 1, 0])
})
