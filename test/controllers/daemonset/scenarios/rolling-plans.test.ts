import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planRollingUpdate } from '../../../../src/controllers/daemonset/rolling-update.ts'
import { limits } from '../../../../src/controllers/daemonset/view.ts'
import { type Drawn, draw, view } from '../picture.ts'

const ten = 'a b c d e f g h i j'
const old = (nodes: string, marks: Record<string, string> = {}): string =>
  nodes
    .split(' ')
    .map(name => `p${name}@${name}:old${marks[name] ?? ''}`)
    .join(' ')

const table: Record<string, Drawn & { want: string }> = {
  'as many available old pods go as may be unavailable': {
    nodes: ten,
    pods: old(ten),
    maxUnavailable: '30%',
    want: '-pa -pb -pc',
  },
  '60 old pods that are not available go first and use the room up': {
    nodes: ten,
    pods: old(ten, { d: ':unready', e: ':unready' }),
    maxUnavailable: '30%',
    want: '-pd -pe -pa',
  },
  '59 old pods that are not available all go, beyond the limit': {
    nodes: 'a b c',
    pods: old('a b c', { a: ':unready', b: ':unready', c: ':unready' }),
    want: '-pa -pb -pc',
  },
  'a new pod that is not available uses the room up': {
    nodes: 'a b',
    pods: 'pa@a:unready pb@b:old',
    want: '',
  },
  'a node without a pod uses the room up': { nodes: 'a b', pods: 'pb@b:old', want: '' },
  '67 a terminating pod uses the room up': {
    nodes: 'a b',
    pods: 'pa@a:old:deleting pb@b:old',
    want: '',
  },
  'a pod that is not ready for long enough is not available': {
    nodes: 'a b',
    pods: 'pa@a:fresh pb@b:old',
    minReadySeconds: 15,
    want: '',
  },
  'an old pod on a node that should not run it is rolled away': {
    nodes: 'a!',
    pods: 'pa@a:old',
    want: '-pa',
  },
  'a bound pod of a node that is gone counts like any other': {
    nodes: 'a',
    pods: 'pz@z:old pa@a:old',
    maxUnavailable: 2,
    want: '-pa -pz',
  },
  'nothing is to do when all are updated': { nodes: 'a b', pods: 'pa@a pb@b', want: '' },
  'surge puts new pods beside old ones, up to the limit': {
    nodes: 'a b c',
    pods: old('a b c'),
    maxSurge: 2,
    want: '+a +b',
  },
  'surge waits for new pods to be available': {
    nodes: 'a b',
    pods: 'pa@a:old na@a:unready pb@b:old',
    maxSurge: 1,
    want: '',
  },
  'an old pod goes when its new one is available, and the next node surges': {
    nodes: 'a b',
    pods: 'pa@a:old na@a pb@b:old',
    maxSurge: 1,
    want: '-pa +b',
  },
  '69 old pods that are not available are replaced beyond the limit of surge': {
    nodes: 'a b c',
    pods: old('a b c', { a: ':unready', b: ':unready', c: ':unready' }),
    maxSurge: 1,
    want: '+a +b +c',
  },
  'with surge an available old pod off its place stays until enough are available': {
    nodes: 'a! b',
    pods: 'pa@a:old pb@b:unready',
    maxSurge: 1,
    want: '',
  },
  'with surge it goes when enough are available': {
    nodes: 'a! b',
    pods: 'pa@a:old pb@b',
    maxSurge: 1,
    want: '-pa',
  },
  'with surge an unavailable old pod off its place goes at once': {
    nodes: 'a! b',
    pods: 'pa@a:old:unready pb@b:unready',
    maxSurge: 1,
    want: '-pa',
  },
}

for (const [name, { want, ...drawn }] of Object.entries(table))
  test(name, () => assert.equal(draw(planRollingUpdate(view(drawn))), want))

test('with surge an outdated pod on a node that is gone fails the step', () => {
  const drawn = view({ nodes: 'a', pods: 'pa@a:old pz@z:old', maxSurge: 1 })
  assert.throws(() => planRollingUpdate(drawn), /node "z" not found/)
})

const rounding: [number, number | string, number][] = [
  [10, '30%', 3],
  [10, '25%', 3],
  [10, '1%', 1],
  [3, '34%', 2],
  [7, '100%', 7],
  [5, 50, 50],
  [0, '30%', 0],
  [4, '20%', 1],
]

for (const [desired, maxUnavailable, want] of rounding)
  test(`75 maxUnavailable ${maxUnavailable} of ${desired} is ${want}`, () =>
    assert.equal(limits(view({ nodes: '', maxUnavailable }).ds, desired).maxUnavailable, want))

test('75 a share of surge is rounded up as well', () =>
  assert.equal(limits(view({ nodes: '', maxSurge: '20%' }).ds, 4).maxSurge, 1))
