import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countStatus, withCounters } from '../../../src/controllers/daemonset/status.ts'
import { type Drawn, NOW_MS, view } from './picture.ts'

/** Desired, current, ready, available, updated, misscheduled, unavailable. */
function numbers(drawn: Drawn): string {
  const { status } = countStatus(view(drawn))
  return [
    status.desiredNumberScheduled,
    status.currentNumberScheduled,
    status.numberReady,
    status.numberAvailable ?? 0,
    status.updatedNumberScheduled ?? 0,
    status.numberMisscheduled,
    status.numberUnavailable ?? 0,
  ].join(' ')
}

const table: Record<string, Drawn & { want: string }> = {
  'no nodes, nothing': { nodes: '', want: '0 0 0 0 0 0 0' },
  'a node without a pod is desired': { nodes: 'a b', pods: 'p@a', want: '2 1 1 1 1 0 1' },
  'ready follows the condition': { nodes: 'a', pods: 'p@a:unready', want: '1 1 0 0 1 0 1' },
  'ready is not yet available': {
    nodes: 'a',
    pods: 'p@a:fresh',
    minReadySeconds: 15,
    want: '1 1 1 0 1 0 1',
  },
  'an old pod is not updated': { nodes: 'a', pods: 'p@a:old', want: '1 1 1 1 0 0 0' },
  'of two pods the oldest counts': {
    nodes: 'a',
    pods: 'p@a:old q@a:unready',
    maxSurge: 1,
    want: '1 1 1 1 0 0 0',
  },
  'a terminating pod that is ready counts': {
    nodes: 'a',
    pods: 'p@a:deleting',
    want: '1 1 1 1 1 0 0',
  },
  'a pod where none should be is misscheduled': {
    nodes: 'a!',
    pods: 'p@a',
    want: '0 0 0 0 0 1 0',
  },
  'a pod of a node that is gone counts nowhere': { nodes: '', pods: 'p@a', want: '0 0 0 0 0 0 0' },
}

for (const [name, { want, ...drawn }] of Object.entries(table))
  test(name, () => assert.equal(numbers(drawn), want))

test('the next look is when a ready pod becomes available, also one that hides behind another', () => {
  const drawn = view({
    nodes: 'a',
    pods: 'p@a:old q@a:fresh',
    maxSurge: 1,
    minReadySeconds: 15,
  })
  assert.equal(countStatus(drawn).nextMs, NOW_MS + 5_000)
})

test('zero counters that may be left out are left out', () => {
  assert.deepEqual(Object.keys(countStatus(view({ nodes: '' })).status), [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
  ])
})

test('a status is written only when a counter or the generation changes, and keeps what others wrote', () => {
  const { status } = countStatus(view({ nodes: 'a' }))
  const condition = { type: 'T', status: 'True' }
  const live = { ...status, collisionCount: 2, conditions: [condition] }
  assert.equal(withCounters(live, status), live)
  const next = withCounters(live, { ...status, numberReady: 1 })
  assert.equal(next?.collisionCount, 2)
  assert.deepEqual(next?.conditions, [condition])
})
