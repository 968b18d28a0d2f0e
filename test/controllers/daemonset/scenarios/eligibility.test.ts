// Which nodes get a Pod, in a whole cluster. Scenarios 21 and 24 to 40.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as rows from '../../../../src/controllers/rows.ts'
import type { Pod } from '../../../../src/schema/generated/core-v1.ts'
import { Stage, stage } from '../stage.ts'
import { APPS, CORE, DS, manifest, play, type Theatre } from './theatre.ts'

const podSpec = (spec: object) => ({
  template: {
    metadata: { labels: { app: 'd' } },
    spec: { containers: [{ name: 'c', image: 'i:1' }], ...spec },
  },
})

const nodeUrl = (name: string): string => `/api/v1/nodes/${name}`
const label = (t: Theatre, node: string, labels: object) =>
  t.patch(nodeUrl(node), { metadata: { labels } })
const taint = (t: Theatre, node: string, ...taints: object[]) =>
  t.patch(nodeUrl(node), { spec: { taints } })

const nodeAffinity = (...nodeSelectorTerms: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
})

const nodesOf = async (t: Theatre): Promise<string> =>
  (await t.pods())
    .map(({ spec }) => spec?.nodeName ?? '')
    .sort()
    .join(' ')

const desired = async (t: Theatre) => (await t.ds()).status?.desiredNumberScheduled

test('21 the pod of a node is owned, bound, and meant for that node only', () =>
  play(1, async t => {
    const ds = await t.addDaemonSet()
    const [pod] = await t.pods()
    assert.deepEqual(pod?.metadata.ownerReferences, [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        name: 'd',
        uid: ds.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ])
    assert.equal(pod?.spec?.nodeName, 'worker-1')
    const field = { key: 'metadata.name', operator: 'In', values: ['worker-1'] }
    assert.deepEqual(pod?.spec?.affinity, nodeAffinity({ matchFields: [field] }).affinity)
  }))

test('24 pods follow a node selector, the labels of nodes, and a selector that changes', () =>
  play(2, async t => {
    await t.addDaemonSet(podSpec({ nodeSelector: { color: 'blue' } }))
    const seen = [`${await nodesOf(t)} ${await desired(t)}`]
    await label(t, 'worker-1', { color: 'blue' })
    seen.push(`${await nodesOf(t)} ${await desired(t)}`)
    await label(t, 'worker-1', { color: 'green' })
    seen.push(`${await nodesOf(t)} ${await desired(t)}`)
    const change = { spec: { template: { spec: { nodeSelector: { color: 'green' } } } } }
    await t.patch(DS, change)
    seen.push(`${await nodesOf(t)} ${await desired(t)}`)
    assert.deepEqual(seen, [' 0', 'worker-1 1', ' 0', 'worker-1 1'])
  }))

test('25 they follow an affinity to nodes as well', () =>
  play(2, async t => {
    const blue = { key: 'color', operator: 'In', values: ['blue'] }
    await t.addDaemonSet(podSpec(nodeAffinity({ matchExpressions: [blue] })))
    const seen = [await nodesOf(t)]
    await label(t, 'worker-2', { color: 'blue' })
    seen.push(await nodesOf(t))
    await label(t, 'worker-2', { color: 'green' })
    seen.push(await nodesOf(t))
    assert.deepEqual(seen, ['', 'worker-2', ''])
  }))

test('26 of several terms one must hold, and a pod keeps none of them', () =>
  play(6, async t => {
    for (const node of ['worker-5', 'worker-6']) await label(t, node, { zone: 'test' })
    await t.addDaemonSet(
      podSpec(
        nodeAffinity(
          { matchExpressions: [{ key: 'zone', operator: 'In', values: ['test'] }] },
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['worker-1'] }] },
        ),
      ),
    )
    assert.equal(await nodesOf(t), 'worker-1 worker-5 worker-6')
    for (const { spec } of await t.pods()) {
      const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      assert.deepEqual(
        required?.nodeSelectorTerms?.map(term => term.matchExpressions),
        [undefined],
      )
    }
  }))

test('27 a taint keeps pods away until it goes', () =>
  play(2, async t => {
    await taint(t, 'worker-1', { key: 'key1', effect: 'NoSchedule' })
    await t.addDaemonSet()
    assert.equal(await nodesOf(t), 'worker-2')
    await taint(t, 'worker-1')
    assert.equal(await nodesOf(t), 'worker-1 worker-2')
  }))

const NODE = 'node.kubernetes.io'
const taints: Record<string, { taint: object; spec?: object; is: boolean }> = {
  '30 a taint that only prefers others': {
    taint: { key: 'k', effect: 'PreferNoSchedule' },
    is: true,
  },
  '31 no network': {
    taint: { key: `${NODE}/network-unavailable`, effect: 'NoSchedule' },
    is: false,
  },
  '31 no network, and a pod of the host': {
    taint: { key: `${NODE}/network-unavailable`, effect: 'NoSchedule' },
    spec: { hostNetwork: true },
    is: true,
  },
  '32 not ready for new pods': {
    taint: { key: `${NODE}/not-ready`, effect: 'NoSchedule' },
    is: false,
  },
  '32 not ready for pods that run': {
    taint: { key: `${NODE}/not-ready`, effect: 'NoExecute' },
    is: true,
  },
  '33 little memory': { taint: { key: `${NODE}/memory-pressure`, effect: 'NoSchedule' }, is: true },
  '33 little disk': { taint: { key: `${NODE}/disk-pressure`, effect: 'NoSchedule' }, is: true },
  '33 few pids': { taint: { key: `${NODE}/pid-pressure`, effect: 'NoSchedule' }, is: true },
}

for (const [name, { taint: one, spec = {}, is }] of Object.entries(taints))
  test(`${name}: ${is ? 'a' : 'no'} pod`, async () => {
    const s = new Stage()
    await s.start()
    await s.addNodes('odd')
    await s.change(rows.nodes, 'odd', live => ({ ...live, spec: { taints: [one] } as never }))
    await s.addDaemonSet(podSpec(spec))
    assert.equal(s.all(rows.pods).length, is ? 1 : 0)
  })

test('31 a cordoned node gets its pod', () =>
  play(1, async t => {
    await t.patch(nodeUrl('worker-1'), { spec: { unschedulable: true } })
    await t.addDaemonSet()
    assert.equal(await nodesOf(t), 'worker-1')
  }))

test('32 a node that says it is not ready, and has no taint, gets a pod', async () => {
  const s = await stage('')
  const conditions = [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }]
  await s.create(rows.nodes, { metadata: { name: 'odd' }, status: { conditions } })
  await s.change(rows.nodes, 'odd', live => ({ ...live, spec: {} }))
  await s.settle()
  assert.equal(s.all(rows.pods).length, 1)
})

test('34 a template that names a node gets one pod, born there', () =>
  play(3, async t => {
    await t.addDaemonSet(podSpec({ nodeName: 'worker-2' }))
    assert.equal(await nodesOf(t), 'worker-2')
    assert.equal(await desired(t), 1)
    assert.ok(!(await t.reasons()).includes('Scheduled'))
  }))

const resources = (cpu: string) => ({
  containers: [{ name: 'c', image: 'i:1', resources: { requests: { cpu } } }],
})

test('35 a pod for which there is no room is made, counted, and waits', () =>
  play(1, async t => {
    await t.addDaemonSet(podSpec(resources('100')))
    const [pod] = await t.pods()
    const scheduled = pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled')
    assert.equal(pod?.status?.phase, 'Pending')
    assert.deepEqual([scheduled?.status, scheduled?.reason], ['False', 'Unschedulable'])
    const { status } = await t.ds()
    assert.deepEqual([status?.desiredNumberScheduled, status?.numberReady], [1, 0])
    assert.ok((await t.reasons()).includes('FailedScheduling'))
  }))

test('36 a port that another pod holds keeps nobody from making the pod', () =>
  play(1, async t => {
    const ports = [{ containerPort: 80, hostPort: 80 }]
    const containers = [{ name: 'c', image: 'i:1', ports }]
    await t.make(`${CORE}/pods`, { metadata: { name: 'holder' }, spec: { containers } })
    await t.addDaemonSet(podSpec({ containers }))
    assert.equal((await t.pods()).length, 2)
  }))

const INJECTED = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
].map(([key, effect]) => ({ key: `${NODE}/${key}`, operator: 'Exists', effect }))

test('37 tolerations of daemons are on the pod, once each, and not on the template', () =>
  play(1, async t => {
    await t.addDaemonSet(podSpec({ hostNetwork: true }))
    const [pod] = await t.pods()
    const network = { key: `${NODE}/network-unavailable`, operator: 'Exists', effect: 'NoSchedule' }
    assert.deepEqual(pod?.spec?.tolerations, [...INJECTED, network])
    assert.equal((await t.ds()).spec?.template?.spec?.tolerations, undefined)
  }))

test('38 a toleration of the same kind loses its seconds', () =>
  play(1, async t => {
    const own = { key: `${NODE}/not-ready`, operator: 'Exists', effect: 'NoExecute' }
    await t.addDaemonSet(podSpec({ tolerations: [{ ...own, tolerationSeconds: 300 }] }))
    const [pod] = await t.pods()
    assert.deepEqual(pod?.spec?.tolerations?.[0], own)
    assert.equal(pod?.spec?.tolerations?.length, INJECTED.length)
  }))

test('40 where pods are refused the start is slow: it stops, tells of it, and goes on later', () =>
  play(5, async t => {
    const hard = { pods: '2' }
    await t.make(`${CORE}/resourcequotas`, { metadata: { name: 'few' }, spec: { hard } })
    await t.addDaemonSet()
    assert.equal((await t.pods()).length, 2)
    assert.equal((await t.ds()).status?.currentNumberScheduled, 2)
    assert.ok((await t.reasons()).includes('FailedCreate'))
    await t.ask('DELETE', `${CORE}/resourcequotas/few`)
    await t.advance(30)
    assert.equal((await t.pods()).length, 5)
  }))

test('a template with a preferred affinity and one between pods keeps both', () =>
  play(1, async t => {
    const preference = { matchExpressions: [{ key: 'x', operator: 'Exists' }] }
    const preferred = [{ weight: 1, preference }]
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: {} }
    const affinity = {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred },
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
      },
    }
    const { code } = await t.ask('POST', `${APPS}/daemonsets`, manifest(podSpec({ affinity })))
    assert.equal(code, 201)
    const [pod] = (await t.pods()) as [Pod]
    const { nodeAffinity: node, podAffinity } = pod.spec?.affinity ?? {}
    assert.equal(node?.preferredDuringSchedulingIgnoredDuringExecution?.length, 1)
    assert.equal(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length, 1)
  }))
