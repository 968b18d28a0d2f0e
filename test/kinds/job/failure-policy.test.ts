import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFailurePolicy } from '../../../src/kinds/job/failure-policy.ts'
import type { Cause } from '../../../src/meta/field-errors.ts'
import type { JobSpec } from '../../../src/schema/generated/batch-v1.ts'

test('what a rule lacks is told with the values that it may have', () => {
  const rules = [
    { action: '', onExitCodes: { operator: '', values: [2, 1, 1] } },
    { action: 'FailIndex', onPodConditions: [{ type: 'A', status: '' }] },
    { action: 'Odd' },
  ]
  const out: Cause[] = []
  checkFailurePolicy(out, { podFailurePolicy: { rules } } as unknown as JobSpec, 'p')
  assert.deepEqual(
    out.map(({ field, message }) => `${field}: ${message}`),
    [
      'p.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
      'p.rules[0].onExitCodes.operator: Required value: valid values: ["In" "NotIn"]',
      'p.rules[0].onExitCodes.values[2]: Duplicate value: 1',
      'p.rules[0].onExitCodes.values: Invalid value: [2,1,1]: must be ordered',
      'p.rules[1].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
      'p.rules[1].onPodConditions[0].status: Required value: valid values: ["False" "True" "Unknown"]',
      'p.rules[2].action: Unsupported value: "Odd": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
      'p.rules[2]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
  )
})
