// Nodes that fall silent, come back, are drained; and what kubectl is shown. Scenarios 95 to 105.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DaemonSet } from '../../../../src/schema/generated/apps-v1.ts'
import type { Event, Node, Pod } from '../../../../src/schema/generated/core-v1.ts'
import { APPS, CORE, DS, manifest, play, type Theatre } from './theatre.ts'

const counters = async (t: Theatre): Promise<string> => {
  const { status } = await t.ds()
  return `desired ${status?.desiredNumberScheduled} misscheduled ${status?.numberMisscheduled} ready ${status?.numberReady}`
}

const nodeOf = async (t: Theatre, name: string): Promise<Node> => t.get(`/api/v1/nodes/${name}`)
const taintsOf = async (t: Theatre, name: string): Promise<string> =>
  ((await nodeOf(t, name)).spec?.taints ?? [])
    .map(({ key, effect }) => `${key}:${effect}`)
    .join(' ')

/** Touches the DaemonSet, so that its controller looks at it. */
const nudge = (t: Theatre) =>
  t.patch(DS, { metadata: { labels: { nudged: String(t.cluster.clock.nowMs()) } } })

test('95 a node that falls silent is Unknown, tainted, its pod not ready; the pod stays', () =>
  play(3, async t => {
    await t.addDaemonSet()
    await t.breaks({ type: 'Partition', nodeNames: ['worker-2'] })
    await t.advance(60)
    await nudge(t)
    const ready = (await nodeOf(t, 'worker-2')).status?.conditions?.find(
      one => one.type === 'Ready',
    )
    assert.deepEqual([ready?.status, ready?.reason], ['Unknown', 'NodeStatusUnknown'])
    assert.match(await taintsOf(t, 'worker-2'), /^node.kubernetes.io\/unreachable:NoSchedule/)
    assert.equal(await counters(t), 'desired 2 misscheduled 1 ready 2')
    await t.advance(600)
    const there = (await t.pods()).find(({ spec }) => spec?.nodeName === 'worker-2')
    assert.equal(there?.status?.phase, 'Running')
    assert.equal(there?.metadata.deletionTimestamp, undefined)
    assert.equal(there?.status?.conditions?.find(one => one.type === 'Ready')?.status, 'False')
  }))

test('96 a node that is back has no taints, and its pod is the same and ready', () =>
  play(3, async t => {
    await t.addDaemonSet()
    const uids = async () => (await t.pods()).map(({ metadata }) => metadata.uid).sort()
    const before = await uids()
    await t.breaks({ type: 'Partition', nodeNames: ['worker-2'] })
    await t.advance(120)
    await t.mends()
    await t.advance(20)
    assert.equal(await taintsOf(t, 'worker-2'), '')
    assert.equal(await counters(t), 'desired 3 misscheduled 0 ready 3')
    assert.deepEqual(await uids(), before)
  }))

test('97 the only node of a cluster that falls silent gets no taint that evicts', () =>
  play(1, async t => {
    await t.breaks({ type: 'NodeDown', nodeNames: ['worker-1'] })
    await t.advance(600)
    assert.equal(await taintsOf(t, 'worker-1'), 'node.kubernetes.io/unreachable:NoSchedule')
  }))

test('98 a new node is tainted until it is ready, but not for who tolerates everything', () =>
  play(0, async t => {
    const template = {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }], tolerations: [{ operator: 'Exists' }] },
    }
    await t.addDaemonSet()
    await t.make(`${APPS}/daemonsets`, manifest({ template }, { name: 'e' }))
    const conditions = [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }]
    const metadata = { name: 'new', annotations: { 'mimikube.dev/kubelet': 'none' } }
    const node = await t.make<Node>('/api/v1/nodes', { metadata, status: { conditions } })
    assert.deepEqual(
      node.spec?.taints?.map(({ key }) => key),
      ['node.kubernetes.io/not-ready'],
    )
    const owners = async () =>
      (await t.pods()).map(one => one.metadata.ownerReferences?.[0]?.name).sort()
    assert.deepEqual(await owners(), ['e'])
    const well = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }]
    await t.patch('/api/v1/nodes/new/status', { status: { conditions: well } })
    await t.advance(6)
    assert.deepEqual(await owners(), ['d', 'e'])
  }))

const evict = (t: Theatre, { metadata: { name = '' } }: Pod) =>
  t.ask('POST', `${CORE}/pods/${name}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name },
  })

test('99 what a drain asks for: pods of a node, and the DaemonSet of each', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const there = await t.list<Pod>('/api/v1/pods?fieldSelector=spec.nodeName%3Dworker-1&limit=500')
    assert.equal(there.length, 1)
    const owner = there[0]?.metadata.ownerReferences?.[0]
    assert.deepEqual(
      [owner?.apiVersion, owner?.kind, owner?.controller],
      ['apps/v1', 'DaemonSet', true],
    )
    assert.equal((await t.ask('GET', `${APPS}/daemonsets/${owner?.name}`)).code, 200)
    const { resources } = await t.get<{ resources: readonly Record<string, string>[] }>('/api/v1')
    const eviction = resources.find(({ name }) => name === 'pods/eviction')
    assert.deepEqual(
      [eviction?.group, eviction?.version, eviction?.kind],
      ['policy', 'v1', 'Eviction'],
    )
  }))

test('100 a pod that is evicted comes back on the same node, though it is cordoned', () =>
  play(1, async t => {
    await t.addDaemonSet()
    await t.patch('/api/v1/nodes/worker-1', { spec: { unschedulable: true } })
    const [before] = (await t.pods()) as [Pod]
    assert.equal((await evict(t, before)).code, 201)
    const [after] = (await t.pods()) as [Pod]
    assert.notEqual(after.metadata.uid, before.metadata.uid)
    assert.equal(after.spec?.nodeName, 'worker-1')
  }))

test('kubelets tell when their nodes are cordoned, and when that is over', () =>
  play(2, async t => {
    for (const unschedulable of [true, false])
      await t.patch('/api/v1/nodes/worker-1', { spec: { unschedulable } })
    const told = (await t.list<Event>('/api/v1/namespaces/default/events'))
      .filter(({ involvedObject }) => involvedObject?.kind === 'Node')
      .map(({ message = '' }) => message)
    for (const reason of ['NodeNotSchedulable', 'NodeSchedulable'])
      assert.ok(told.includes(`Node worker-1 status is now: ${reason}`), reason)
  }))

interface Table {
  readonly columnDefinitions: readonly { name: string; type: string; priority: number }[]
  readonly rows: readonly { readonly cells: readonly unknown[] }[]
}

async function table(t: Theatre, url: string): Promise<Table> {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  return (await t.cluster.app.inject({ url, headers: { accept } })).json()
}

test('101 the columns of DaemonSets, wide ones after the others', () =>
  play(2, async t => {
    await t.addDaemonSet()
    const { columnDefinitions, rows } = await table(t, `${APPS}/daemonsets`)
    assert.deepEqual(
      columnDefinitions
        .map(({ name, priority }) => (priority === 0 ? name : `(${name})`))
        .join(' '),
      'Name Desired Current Ready Up-to-date Available Node Selector Age (Containers) (Images) (Selector)',
    )
    assert.deepEqual(rows[0]?.cells, ['d', 2, 2, 2, 2, 2, '<none>', '0s', 'c', 'i:1', 'app=d'])
  }))

/** What `kubectl rollout status` makes of a DaemonSet. */
function progress({ metadata, status }: DaemonSet): string {
  const {
    desiredNumberScheduled: desired = 0,
    updatedNumberScheduled = 0,
    numberAvailable = 0,
  } = status ?? {}
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return 'to be observed'
  if (updatedNumberScheduled < desired) return `${updatedNumberScheduled} of ${desired} updated`
  return numberAvailable < desired ? `${numberAvailable} of ${desired} available` : 'rolled out'
}

test('102 a watch of one DaemonSet tells all that a rollout goes through, in order', () =>
  play(3, async t => {
    await t.behave({ readyDelay: '5s' })
    await t.addDaemonSet()
    await t.advance(5)
    const { resourceVersion } = (
      await t.get<{ metadata: { resourceVersion: string } }>(`${APPS}/daemonsets`)
    ).metadata
    const query = `watch=true&fieldSelector=metadata.name%3Dd&resourceVersion=${resourceVersion}&timeoutSeconds=1`
    const watch = t.cluster.app.inject({ url: `${APPS}/daemonsets?${query}` })
    await t.setImage('i:2')
    await t.advance(30)
    const lines = (await watch).body.trim().split('\n')
    const told = lines.map(line => progress(JSON.parse(line).object))
    const distinct = told.filter((text, n) => text !== told[n - 1])
    assert.equal(distinct[0], 'to be observed')
    assert.ok(distinct.includes('1 of 3 updated'))
    assert.ok(distinct.includes('2 of 3 available'))
    assert.equal(distinct.at(-1), 'rolled out')
  }))

test('103 its events are found by what they are about', () =>
  play(2, async t => {
    const { metadata } = await t.addDaemonSet()
    const fields = [
      'involvedObject.name=d',
      'involvedObject.namespace=default',
      'involvedObject.kind=DaemonSet',
      `involvedObject.uid=${metadata.uid}`,
    ]
    const selector = encodeURIComponent(fields.join(','))
    const events = await t.list<Event>(`${CORE}/events?fieldSelector=${selector}`)
    assert.deepEqual(
      events.map(({ reason, source }) => `${reason} ${source?.component}`),
      ['SuccessfulCreate daemonset-controller', 'SuccessfulCreate daemonset-controller'],
    )
  }))

test('104 nodes are shown as ready or not, cordoned, or of unknown state', () =>
  play(3, async t => {
    await t.patch('/api/v1/nodes/worker-1', { spec: { unschedulable: true } })
    await t.breaks({ type: 'NodeDown', nodeNames: ['worker-2'] })
    await t.advance(60)
    const metadata = { name: 'zzz', annotations: { 'mimikube.dev/kubelet': 'none' } }
    await t.make('/api/v1/nodes', { metadata })
    const { rows } = await table(t, '/api/v1/nodes')
    assert.deepEqual(
      rows.map(({ cells }) => cells[1]),
      ['Ready,SchedulingDisabled', 'NotReady', 'Ready', 'Unknown'],
    )
  }))

test('105 of forty pods nine are told of one by one, the others together until writes are spent', () =>
  play(40, async t => {
    await t.addDaemonSet()
    const created = (await t.list<Event>(`${CORE}/events`)).filter(
      ({ reason }) => reason === 'SuccessfulCreate',
    )
    const combined = created.filter(({ message = '' }) => message.startsWith('(combined from'))
    assert.deepEqual([created.length, combined.length], [10, 1])
    assert.equal(combined[0]?.count, 16)
  }))
