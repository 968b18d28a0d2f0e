import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureMessage } from '../../src/scheduling/failure.ts'
import { feasibility } from '../../src/scheduling/fits.ts'
import { nodeInfo } from '../../src/scheduling/node-info.ts'
import type { World } from '../../src/scheduling/predicate.ts'
import type { Node, PersistentVolumeClaim, Pod } from '../../src/schema/generated/core-v1.ts'

const node = { metadata: { name: 'a' }, status: { allocatable: { pods: '9' } } } as unknown as Node

const claim = (name: string, more: object = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'n', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
  spec: { volumeName: 'v' },
  ...more,
})

const volumeOf = (name: string): object =>
  name.startsWith('made-')
    ? { name, ephemeral: { volumeClaimTemplate: {} } }
    : { name, persistentVolumeClaim: { claimName: name } }

const pod = (...claims: string[]): Pod =>
  ({
    metadata: { name: 'p', namespace: 'n' },
    spec: { volumes: claims.map(volumeOf) },
  }) as unknown as Pod

const worldOf = (claims: readonly PersistentVolumeClaim[], ...others: Pod[]): World => ({
  nodes: [nodeInfo(node, others)],
  claim: (_namespace, name) => claims.find(one => one.metadata.name === name),
  storageClass: name =>
    ({ metadata: { name }, provisioner: 'x', volumeBindingMode: 'WaitForFirstConsumer' }) as never,
})

const metadata = (name: string) => ({ metadata: { name, namespace: 'n' } })
const known = [
  claim('bound'),
  claim('open', { ...metadata('open'), spec: {} }),
  claim('named', { ...metadata('named'), spec: { volumeName: 'v', storageClassName: 'waits' } }),
  claim('waits', { ...metadata('waits'), spec: { storageClassName: 'waits' } }),
  claim('lost', { status: { phase: 'Lost' } }),
]
const UNBOUND = 'pod has unbound immediate PersistentVolumeClaims'

const troubles: Record<string, { claims: string[]; want: string | undefined }> = {
  'a claim that is bound is no trouble': { claims: ['bound', 'waits'], want: undefined },
  'what is missing is told before what is not bound': {
    claims: ['open', 'none'],
    want: 'persistentvolumeclaim "none" not found',
  },
  'a claim that is not bound': { claims: ['bound', 'open'], want: UNBOUND },
  'a claim that asks for a volume by name does not wait for a Pod': {
    claims: ['named'],
    want: UNBOUND,
  },
  'a claim that has lost its volume': {
    claims: ['lost'],
    want: 'persistentvolumeclaim "lost" bound to non-existent persistentvolume "v"',
  },
  'a claim that is still to be made for the Pod': {
    claims: ['made-x'],
    want: 'waiting for ephemeral volume controller to create the persistentvolumeclaim "p-made-x"',
  },
}

for (const [name, { claims, want }] of Object.entries(troubles))
  test(`of claims: ${name}`, () => {
    assert.equal(feasibility(pod(...claims), worldOf(known)).trouble, want)
  })

test('a claim for one Pod only keeps others from every node', () => {
  const once = [claim('once', { spec: { volumeName: 'v', accessModes: ['ReadWriteOncePod'] } })]
  const world = worldOf(once, pod('once'))
  assert.deepEqual(feasibility(pod('once'), world).refused, [
    {
      reasons: [
        'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
      ],
      unresolvable: false,
    },
  ])
  assert.equal(feasibility(pod('once'), worldOf(once)).feasible.length, 1)
})

test('while others go to make room, a Pod is told that it has to wait for them', () => {
  const found = {
    feasible: [],
    refused: [{ reasons: ['x'], unresolvable: false }],
    preemptible: [],
  }
  assert.equal(
    failureMessage(pod(), found, 1, 'waits'),
    '0/1 nodes are available: 1 x. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.',
  )
})
