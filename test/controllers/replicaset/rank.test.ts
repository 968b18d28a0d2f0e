import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inOrderOfAge, inOrderOfDeletion } from '../../../src/controllers/replicaset/rank.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const ago = (seconds: number): string => new Date(NOW_MS - seconds * 1000).toISOString()

interface Drawn {
  readonly node?: string
  readonly phase?: string
  readonly readyFor?: number
  readonly cost?: string
  readonly restarts?: number
  readonly age?: number
}

function pod(name: string, drawn: Drawn): Pod {
  const { node = 'a', phase = 'Running', readyFor, cost, restarts = 0, age = 1000 } = drawn
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(age),
      ...(cost === undefined
        ? {}
        : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { nodeName: node },
    status: {
      phase,
      conditions:
        readyFor === undefined
          ? []
          : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(readyFor) }],
      containerStatuses: [
        { name: 'c', image: '', imageID: '', ready: true, restartCount: restarts },
      ],
    },
  } as Pod
}

const goesBefore: Record<string, [Drawn, Drawn]> = {
  'without a node before with one': [{ node: '', readyFor: 9 }, { phase: 'Pending' }],
  'pending before running': [{ phase: 'Pending', readyFor: 9 }, {}],
  'not ready before ready': [{}, { readyFor: 9, cost: '-1' }],
  'cheap before dear': [
    { readyFor: 900, cost: '-5' },
    { readyFor: 9, node: 'b' },
  ],
  'on a crowded node before alone': [
    { readyFor: 900, node: 'b' },
    { readyFor: 9, node: 'a' },
  ],
  'ready since shortly before ready since long': [{ readyFor: 9 }, { readyFor: 900, restarts: 5 }],
  'restarted often before seldom': [{ readyFor: 9, restarts: 5, age: 9000 }, { readyFor: 9 }],
  'young before old': [
    { readyFor: 9, age: 10 },
    { readyFor: 9, age: 1000 },
  ],
}

for (const [name, [first, second]] of Object.entries(goesBefore))
  test(name, () => {
    const crowd = (node: string): number => (node === 'b' ? 3 : 1)
    const order = inOrderOfDeletion([pod('x', second), pod('y', first)], crowd, NOW_MS)
    assert.deepEqual(
      order.map(one => one.metadata.name),
      ['y', 'x'],
    )
  })

test('where neither cost nor crowd counts, the one that is ready for a shorter time goes first', () => {
  const pods = [
    pod('long', { readyFor: 900, cost: '-5' }),
    pod('less', { readyFor: 890 }),
    pod('short', { readyFor: 9, cost: '5' }),
    pod('never', { age: 5 }),
    pod('nor', { age: 6 }),
  ]
  const names = inOrderOfAge(pods).map(({ metadata }) => metadata.name)
  assert.deepEqual(names, ['never', 'nor', 'short', 'less', 'long'])
})
