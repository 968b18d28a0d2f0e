import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainDaemonSet, explainPod } from '../../src/scheduling/explain.ts'
import { failureMessage } from '../../src/scheduling/failure.ts'
import { feasibility, fits } from '../../src/scheduling/fits.ts'
import { type NodeInfo, nodeInfo } from '../../src/scheduling/node-info.ts'
import { requestsOf } from '../../src/scheduling/resources.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'

const node = (name: string, more: object = {}): Node => {
  const { labels = {}, spec = {}, allocatable = {} } = more as Record<string, object>
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu: '2', memory: '2Gi', pods: '3', ...allocatable } },
  } as unknown as Node
}

const pod = (spec: object = {}, labels: object = {}, name = 'p'): Pod =>
  ({ metadata: { name, namespace: 'default', labels }, spec }) as Pod

const asks = (requests: object, ports: object[] = []): object => ({
  containers: [{ name: 'c', resources: { requests }, ports }],
})

const on = (one: Node, ...pods: Pod[]): NodeInfo => nodeInfo(one, pods)

const refusals = (one: Pod, info: NodeInfo): string[] =>
  fits(one, info).flatMap(verdict => verdict.reasons)

const cases: Record<string, { pod?: Pod; info?: NodeInfo; want: string[] }> = {
  'a Pod that asks nothing fits': { want: [] },
  'a cordoned node': {
    info: on(node('a', { spec: { unschedulable: true } })),
    want: ['node(s) were unschedulable'],
  },
  'another node is named': {
    pod: pod({ nodeName: 'b' }),
    want: ["node(s) didn't match the requested node name"],
  },
  'an untolerated taint': {
    info: on(node('a', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })),
    want: ['node(s) had untolerated taint(s)'],
  },
  'a taint that only asks': {
    info: on(node('a', { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } })),
    want: [],
  },
  'a label that is missing': {
    pod: pod({ nodeSelector: { disk: 'ssd' } }),
    want: ["node(s) didn't match Pod's node affinity/selector"],
  },
  'too much of everything': {
    pod: pod(asks({ cpu: '2500m', memory: '3Gi', 'example.com/gpu': '1' })),
    want: ['Insufficient cpu', 'Insufficient memory', 'Insufficient example.com/gpu'],
  },
  'what others have taken is gone': {
    pod: pod(asks({ cpu: '1' })),
    info: on(node('a'), pod(asks({ cpu: '1500m' }))),
    want: ['Insufficient cpu'],
  },
  'Pods that have ended take nothing': {
    pod: pod(asks({ cpu: '1' })),
    info: on(node('a'), { ...pod(asks({ cpu: '2' })), status: { phase: 'Succeeded' } } as Pod),
    want: [],
  },
  'no room for another Pod': {
    info: on(node('a'), pod({}, {}, 'x'), pod({}, {}, 'y'), pod({}, {}, 'z')),
    want: ['Too many pods'],
  },
  'a port that is taken': {
    pod: pod(asks({}, [{ hostPort: 80 }])),
    info: on(node('a'), pod(asks({}, [{ hostPort: 80, hostIP: '10.0.0.1' }]))),
    want: ["node(s) didn't have free ports for the requested pod ports"],
  },
  'the same port of another protocol': {
    pod: pod(asks({}, [{ hostPort: 80 }])),
    info: on(node('a'), pod(asks({}, [{ hostPort: 80, protocol: 'UDP' }]))),
    want: [],
  },
}

for (const [name, { pod: one = pod(), info = on(node('a')), want }] of Object.entries(cases))
  test(name, () => assert.deepEqual(refusals(one, info), want))

test('init containers count while they run, sidecars all the time', () => {
  const requests = (cpu: string) => ({ resources: { requests: { cpu } } })
  const one = pod({
    containers: [{ name: 'c', ...requests('200m') }],
    initContainers: [
      { name: 'i', ...requests('900m') },
      { name: 's', restartPolicy: 'Always', ...requests('300m') },
      { name: 'j', ...requests('400m') },
    ],
    overhead: { cpu: '50m' },
  })
  assert.equal(requestsOf(one)['cpu'], 950)
})

const term = (labels: object, topologyKey = 'kubernetes.io/hostname') => ({
  labelSelector: { matchLabels: labels },
  topologyKey,
})
const near = (...terms: object[]) => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
})
const far = (...terms: object[]) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
})

const where = (one: Pod, nodes: NodeInfo[]): string =>
  feasibility(one, { nodes })
    .feasible.map(info => info.node.metadata.name)
    .join(' ')

test('pod affinity and anti-affinity, of the Pod and of its neighbours', () => {
  const nodes = [on(node('a'), pod({}, { app: 'x' })), on(node('b'))]
  assert.equal(where(pod(near(term({ app: 'x' }))), nodes), 'a')
  assert.equal(where(pod(far(term({ app: 'x' }))), nodes), 'b')
  assert.equal(where(pod(near(term({ app: 'y' }))), nodes), '')
  assert.equal(where(pod(near(term({ app: 'y' })), { app: 'y' }), nodes), 'a b')
  const shy = [on(node('a'), pod(far(term({ app: 'z' })), { app: 'q' })), on(node('b'))]
  assert.equal(where(pod({}, { app: 'z' }), shy), 'b')
})

test('Pods are spread over zones as evenly as asked', () => {
  const zone = (name: string) => ({ labels: { zone: name } })
  const nodes = [
    on(node('a', zone('1')), pod({}, { app: 'x' })),
    on(node('b', zone('2'))),
    on(node('c')),
  ]
  const one = pod(
    {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'x' } },
        },
      ],
    },
    { app: 'x' },
  )
  assert.equal(where(one, nodes), 'b')
  assert.deepEqual(
    feasibility(one, { nodes }).refused.flatMap(refused => refused.reasons),
    [
      "node(s) didn't match pod topology spread constraints",
      "node(s) didn't match pod topology spread constraints (missing required label)",
    ],
  )
})

const messageFor = (one: Pod, nodes: NodeInfo[]): string =>
  failureMessage(one, feasibility(one, { nodes }), nodes.length)

test('reasons are counted and sorted as texts, preemption has the last word', () => {
  const full = pod(asks({ cpu: '2' }))
  const nodes = [
    on(node('a'), full),
    on(node('b', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })),
    on(node('c', { spec: { unschedulable: true } })),
    on(node('d'), full),
  ]
  assert.equal(
    messageFor(pod(asks({ cpu: '1' })), nodes),
    '0/4 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
  )
  assert.match(
    messageFor(pod({ ...asks({ cpu: '1' }), preemptionPolicy: 'Never' }), nodes),
    /preemption: not eligible due to preemptionPolicy=Never\.$/,
  )
})

test('a Pod of a DaemonSet says that the other nodes are not meant', () => {
  const daemon = pod({
    ...asks({ cpu: '9' }),
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] },
          ],
        },
      },
    },
  })
  assert.match(
    messageFor(daemon, [on(node('a')), on(node('b')), on(node('c'))]),
    /^0\/3 nodes are available: 1 Insufficient cpu, 2 node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]\. /,
  )
})

test('an explanation tells every predicate with its verdict', () => {
  const told = explainPod(pod({ nodeSelector: { disk: 'ssd' } }), on(node('a')))
  assert.equal(told.fits, false)
  const wrong = told.predicates.filter(verdict => !verdict.fits).map(one => one.predicate)
  assert.deepEqual(wrong, ['NodeAffinity'])
  assert.ok(told.predicates.length >= 6)
})

test('an explanation of a DaemonSet names the taints that are in the way', () => {
  const ds = { spec: { template: { spec: { containers: [] } } } }
  const tainted = node('a', { spec: { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] } })
  const told = explainDaemonSet(ds as never, tainted)
  assert.deepEqual([told.shouldRun, told.shouldContinue], [false, true])
  assert.deepEqual(told.predicates[2]?.reasons, ['untolerated taint k=v:NoSchedule'])
})
