import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  budgetStatus,
  desiredHealthy,
  disruptedPods,
} from '../../../src/controllers/disruption/budget.ts'
import { selectorGoText } from '../../../src/controllers/disruption/selector-text.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import type { PodDisruptionBudget } from '../../../src/schema/generated/policy-v1.ts'

const NOW = Date.UTC(2026, 0, 1)

const budget = (spec: object, status: object = {}): PodDisruptionBudget =>
  ({ metadata: { name: 'b', generation: 3 }, spec, status }) as PodDisruptionBudget

const cases: [spec: object, expected: number, want: number][] = [
  [{ minAvailable: 2 }, 5, 2],
  [{ minAvailable: '50%' }, 5, 3],
  [{ minAvailable: '100%' }, 3, 3],
  [{ maxUnavailable: 1 }, 5, 4],
  [{ maxUnavailable: '30%' }, 5, 3],
  [{ maxUnavailable: 7 }, 5, 0],
  [{}, 5, 0],
]

for (const [spec, expected, want] of cases)
  test(`${JSON.stringify(spec)} of ${expected} wants ${want}`, () =>
    assert.equal(desiredHealthy(budget(spec), expected), want))

test('nothing is allowed when no Pods are expected, or too few are healthy', () => {
  const allowed = (expectedPods: number, healthy: number, desired: number) =>
    budgetStatus(
      budget({}),
      { expectedPods, currentHealthy: healthy, desiredHealthy: desired, disruptedPods: {} },
      NOW,
    )
  assert.equal(allowed(0, 0, 0).disruptionsAllowed, 0)
  assert.equal(allowed(3, 1, 2).disruptionsAllowed, 0)
  const some = allowed(3, 3, 1)
  assert.equal(some.disruptionsAllowed, 2)
  assert.equal(some.observedGeneration, 3)
  assert.equal(some.conditions?.[0]?.reason, 'SufficientPods')
})

test('an eviction that was approved counts for two minutes, or until its Pod is going', () => {
  const pdb = budget(
    {},
    { disruptedPods: { p: '2026-01-01T00:00:00Z', q: '2026-01-01T00:00:00Z' } },
  )
  const pods = [
    { metadata: { name: 'p' } },
    { metadata: { name: 'q', deletionTimestamp: 'x' } },
  ] as Pod[]
  const soon = disruptedPods(pdb, pods, NOW + 20_000)
  assert.deepEqual(Object.keys(soon.kept), ['p'])
  assert.equal(soon.recheckAfterMs, 100_000)
  assert.deepEqual(disruptedPods(pdb, pods, NOW + 121_000).kept, {})
})

test('a selector is printed as Go prints it', () => {
  const selector = {
    matchLabels: { b: '1', a: '2' },
    matchExpressions: [{ key: 'k', operator: 'In', values: ['x', 'y'] }],
  }
  assert.equal(
    selectorGoText(selector),
    '&LabelSelector{MatchLabels:map[string]string{a: 2,b: 1,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}',
  )
})
