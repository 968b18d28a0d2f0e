import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cidrs } from '../../../src/controllers/node/cidrs.ts'
import { taintsByCondition } from '../../../src/controllers/node/taints-by-condition.ts'
import { Ttl } from '../../../src/controllers/node/ttl.ts'
import {
  disruptionOf,
  rateOf,
  ZoneQueue,
  type ZoneState,
  zoneStateOf,
} from '../../../src/controllers/node/zones.ts'
import type { Node } from '../../../src/schema/generated/core-v1.ts'

const NOW = Date.UTC(2026, 0, 1)

const states: Record<string, { nodes: string; want: ZoneState }> = {
  'all well': { nodes: '+++', want: 'Normal' },
  'none well': { nodes: '--', want: 'FullDisruption' },
  'two of three dead are still normal': { nodes: '--+', want: 'Normal' },
  'three of five dead': { nodes: '---++', want: 'PartialDisruption' },
  'three of six dead': { nodes: '---+++', want: 'Normal' },
}

for (const [name, { nodes, want }] of Object.entries(states))
  test(`a zone: ${name}`, () => {
    assert.equal(zoneStateOf([...nodes].map(sign => (sign === '+' ? 'True' : 'Unknown'))), want)
  })

test('half-dead zones are emptied slowly when they are large, else not at all', () => {
  assert.equal(rateOf('Normal', 5), 0.1)
  assert.equal(rateOf('PartialDisruption', 5), 0)
  assert.equal(rateOf('PartialDisruption', 51), 0.01)
  assert.equal(rateOf('FullDisruption', 5), 0.1)
})

test('a zone lets one node go at once, the next after ten seconds', () => {
  const queue = new ZoneQueue()
  for (const name of ['a', 'b', 'c']) queue.add(name)
  assert.equal(queue.take(NOW), 'a')
  assert.equal(queue.take(NOW + 9_999), undefined)
  assert.equal(queue.dueMs, NOW + 10_000)
  queue.remove('b')
  assert.equal(queue.take(NOW + 10_000), 'c')
  queue.add('d')
  queue.setRate(0, NOW + 11_000)
  assert.equal(queue.dueMs, undefined)
  queue.setRate(0.1, NOW + 12_000)
  assert.equal(queue.dueMs, NOW + 22_000)
})

const full: ZoneState = 'FullDisruption'
const disruptions: Record<string, { before: ZoneState[]; after: ZoneState[]; want: string }> = {
  'nothing new': { before: ['Normal'], after: ['Normal'], want: 'none' },
  'a zone at first': { before: ['Initial'], after: ['Normal'], want: 'adjust' },
  'everything dies': { before: ['Normal', full], after: [full, full], want: 'stop' },
  'everything is still dead': { before: [full], after: [full], want: 'none' },
  'something lives again': { before: [full, full], after: ['Normal', full], want: 'resume' },
  'one zone dies': { before: ['Normal', 'Normal'], after: [full, 'Normal'], want: 'adjust' },
}

for (const [name, { before, after, want }] of Object.entries(disruptions))
  test(`zones: ${name}`, () => {
    const zones = (list: ZoneState[]) => new Map(list.map((state, index) => [`z${index}`, state]))
    assert.equal(disruptionOf(zones(before), zones(after)).kind, want)
  })

const taintCases: Record<string, { node: object; want: string }> = {
  'no condition, no taint': { node: { taints: ['node.kubernetes.io/not-ready'] }, want: '' },
  'not ready': { node: { ready: 'False' }, want: 'node.kubernetes.io/not-ready' },
  unreachable: { node: { ready: 'Unknown' }, want: 'node.kubernetes.io/unreachable' },
  'one taint takes the place of the other': {
    node: { ready: 'Unknown', taints: ['node.kubernetes.io/not-ready'] },
    want: 'node.kubernetes.io/unreachable',
  },
  'those of users stay': { node: { ready: 'True', taints: ['k'] }, want: 'k' },
  cordoned: { node: { unschedulable: true }, want: 'node.kubernetes.io/unschedulable' },
}

for (const [name, { node, want }] of Object.entries(taintCases))
  test(`taints: ${name}`, () => {
    const { ready, taints = [], unschedulable } = node as Record<string, string[] & string>
    const made = {
      spec: { taints: [...taints].map(key => ({ key, effect: 'NoSchedule' })), unschedulable },
      status: { conditions: ready === undefined ? [] : [{ type: 'Ready', status: ready }] },
    } as unknown as Node
    assert.equal(
      taintsByCondition(made, NOW)
        .map(taint => taint.key)
        .join(' '),
      want,
    )
  })

test('ranges are given out in turn, kept, and used again', () => {
  const cidrs = new Cidrs()
  cidrs.keep('old', '10.244.1.0/24')
  assert.equal(cidrs.take('a'), '10.244.0.0/24')
  assert.equal(cidrs.take('b'), '10.244.2.0/24')
  assert.equal(cidrs.take('a'), '10.244.0.0/24')
  cidrs.release('a')
  assert.equal(cidrs.take('c'), '10.244.0.0/24')
  for (let n = 0; n < 253; n++) cidrs.take(`n${n}`)
  assert.equal(cidrs.take('more'), '10.245.0.0/24')
})

test('the time to live grows with the cluster, and falls later than it rose', () => {
  const ttl = new Ttl()
  const after = (nodes: number): number => {
    ttl.count(nodes)
    return ttl.seconds
  }
  assert.deepEqual([100, 101, 95, 89, 600].map(after), [0, 15, 15, 0, 30])
})
