import assert from 'node:assert/strict'
import { test } from 'node:test'
import { organizationsOf } from '../../src/kinds/certificate/admission.ts'
import { event, flowSchema } from '../../src/kinds/index.ts'
import { unifiedDiff } from '../../src/kinds/pod/diff.ts'
import type { Event } from '../../src/schema/generated/core-v1.ts'

test('a change is told with three lines around it', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f']
  const after = ['a', 'x', 'c', 'd', 'e', 'f']
  assert.equal(unifiedDiff(before, after), '@@ -1,5 +1,5 @@\n a\n-b\n+x\n c\n d\n e\n')
  assert.equal(unifiedDiff(before, before), '')
  assert.equal(unifiedDiff([], ['a']), '@@ -0,0 +1 @@\n+a\n')
})

test('changes that are far apart are told in hunks of their own', () => {
  const before = [...'abcdefghijklm']
  const after = before.map(text => (text === 'a' || text === 'm' ? text.toUpperCase() : text))
  assert.deepEqual(unifiedDiff(before, after).match(/@@[^\n]*/g), [
    '@@ -1,4 +1,4 @@',
    '@@ -10,4 +10,4 @@',
  ])
})

test('events.k8s.io keeps what was told, v1 lets it change', () => {
  const of = (reason: string): Event => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'n' },
    involvedObject: { kind: 'Pod', namespace: 'n', name: 'p' },
    reportingComponent: '',
    reportingInstance: '',
    reason,
  })
  const write = { nowMs: 0, user: { name: 'u', groups: [] } }
  const update = (apiVersion: string) =>
    event.rules
      ?.validateUpdate?.(of('b'), of('a'), { ...write, apiVersion })
      .map(cause => cause.field)
  assert.deepEqual(update('v1'), [])
  assert.deepEqual(update('events.k8s.io/v1'), ['reason', 'reason'])
})

test('the flow schema that catches all stays as it is', () => {
  const schema = {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name: 'catch-all' },
    spec: { priorityLevelConfiguration: { name: 'catch-all' }, matchingPrecedence: 2 },
  }
  assert.deepEqual(
    flowSchema.rules?.validate?.(schema).map(({ field }) => field),
    ['spec'],
  )
})

test('organizations of a certificate request are read', () => {
  const name = Buffer.from('dev')
  const der = Buffer.concat([Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a, 0x13, name.length]), name])
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
  assert.deepEqual(organizationsOf(Buffer.from(pem).toString('base64')), ['dev'])
})
