import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failures } from '../../../../src/controllers/daemonset/failures.ts'
import { planManage } from '../../../../src/controllers/daemonset/manage.ts'
import { type Drawn, draw, NOW_MS, view } from '../picture.ts'

const calm = new Failures().within('u/1', NOW_MS)

const table: Record<string, Drawn & { want: string }> = {
  'an empty node gets a pod': { nodes: 'a b', pods: 'p1@a', want: '+b' },
  '42 a terminating pod keeps its place': { nodes: 'a', pods: 'p1@a:deleting', want: '' },
  '42 a pod that has ended and is going does not': {
    nodes: 'a',
    pods: 'p1@a:Failed:deleting',
    want: '+a',
  },
  'a tainted node gets no pod': { nodes: 'a!', want: '' },
  'a pod on a node that took NoSchedule stays': { nodes: 'a!', pods: 'p1@a', want: '' },
  'a pod on a node that took NoExecute goes': { nodes: 'a!!', pods: 'p1@a', want: '-p1' },
  'a pod that goes already is not deleted twice': {
    nodes: 'a!!',
    pods: 'p1@a:deleting',
    want: '',
  },
  '46 the younger duplicates go': { nodes: 'a', pods: 'p1@a p2@a p3@a', want: '-p2 -p3' },
  '47 the younger goes though it is the one of the current template': {
    nodes: 'a',
    pods: 'p1@a:old p2@a',
    want: '-p2',
  },
  '48 a bound pod stays before an older one that waits': {
    nodes: 'a',
    pods: 'p1@a:waiting p2@a',
    want: '-p1',
  },
  'a failed pod is deleted, and replaced later': { nodes: 'a', pods: 'p1@a:Failed', want: '-p1' },
  'of two failed pods on a node the second waits': {
    nodes: 'a',
    pods: 'p1@a:Failed p2@a:Failed',
    want: '-p1 ~1s',
  },
  '45 succeeded pods are all deleted': {
    nodes: 'a',
    pods: 'p1@a:Succeeded p2@a:Succeeded',
    want: '-p1 -p2',
  },
  'a pod that waits for a node that is gone is deleted': {
    nodes: 'a',
    pods: 'p1@a p2@b:waiting',
    want: '-p2',
  },
  'a bound pod of a node that is gone is left to others': {
    nodes: 'a',
    pods: 'p1@a p2@b',
    want: '',
  },
  '70 with surge a terminating pod is replaced at once': {
    nodes: 'a',
    pods: 'p1@a:deleting',
    maxSurge: 1,
    want: '+a',
  },
  'with surge old and new stay side by side while the new one is not ready': {
    nodes: 'a',
    pods: 'p1@a:old p2@a:unready',
    maxSurge: 1,
    want: '',
  },
  'with surge the old one goes when the new one is available': {
    nodes: 'a',
    pods: 'p1@a:old p2@a',
    maxSurge: 1,
    want: '-p1',
  },
  '69 with surge the old one goes when it is not ready, whatever the new one is': {
    nodes: 'a',
    pods: 'p1@a:old:unready p2@a:unready',
    maxSurge: 1,
    want: '-p1',
  },
  '72 with surge a new pod must be ready for minReadySeconds': {
    nodes: 'a',
    pods: 'p1@a:old p2@a:fresh',
    maxSurge: 1,
    minReadySeconds: 15,
    want: '',
  },
  '71 with surge only the younger of two old pods goes': {
    nodes: 'a',
    pods: 'p1@a:unready p2@a:old p3@a:old',
    maxSurge: 1,
    want: '-p3',
  },
  'any percentage of surge counts': {
    nodes: 'a',
    pods: 'p1@a:deleting',
    maxSurge: '1%',
    want: '+a',
  },
}

for (const [name, { want, ...drawn }] of Object.entries(table))
  test(name, () => assert.equal(draw(planManage(view(drawn), calm)), want))

test('failures on one node are held back twice as long each time, and forgotten after a long quiet', () => {
  const failures = new Failures()
  const held: number[] = []
  for (const atMs of [0, 500, 1_000, 2_999, 3_000, 3_000 + 1_800_001]) {
    const now = failures.within('u/1', atMs)
    const heldBackMs = now.heldBackMs('a')
    held.push(heldBackMs)
    if (heldBackMs === 0) now.failed('a')
  }
  assert.deepEqual(held, [0, 1_000, 0, 2_000, 0, 0])
  assert.equal(failures.within('u/2', 3_000).heldBackMs('a'), 0)
})
