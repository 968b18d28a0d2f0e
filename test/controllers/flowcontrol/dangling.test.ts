import assert from 'node:assert/strict'
import { test } from 'node:test'
import { danglingCondition } from '../../../src/controllers/flowcontrol/dangling.ts'
import type { FlowSchema } from '../../../src/schema/generated/flowcontrol-v1.ts'

const schema = (status?: FlowSchema['status']): FlowSchema => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name: 'a' },
  spec: { matchingPrecedence: 1, priorityLevelConfiguration: { name: 'l' } },
  ...(status === undefined ? {} : { status }),
})

test('a schema dangles as long as its level is not there', () => {
  const missing = danglingCondition(schema(), false, 0)
  assert.equal(missing?.status, 'True')
  assert.equal(missing?.reason, 'NotFound')
  const told = schema({ conditions: missing === undefined ? [] : [missing] })
  assert.equal(danglingCondition(told, false, 5000), undefined)
  const found = danglingCondition(told, true, 5000)
  assert.equal(found?.reason, 'Found')
  assert.equal(found?.lastTransitionTime, '1970-01-01T00:00:05Z')
})
