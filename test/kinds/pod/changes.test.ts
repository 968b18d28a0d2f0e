import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultPod } from '../../../src/kinds/pod/defaults.ts'
import { gracePeriodSeconds } from '../../../src/kinds/pod/deletion.ts'
import { computeQos } from '../../../src/kinds/pod/qos.ts'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import { podStatusRules } from '../../../src/kinds/pod/status-rules.ts'
import type { Pod, PodSpec } from '../../../src/schema/generated/core-v1.ts'

const pod = (spec: object = {}, more: object = {}): Pod =>
  defaultPod({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { containers: [{ name: 'c', image: 'i:1' }], serviceAccountName: 'default', ...spec },
    ...more,
  } as Pod)

const changes: readonly (readonly [string, object, object, boolean])[] = [
  ['an image', {}, { containers: [{ name: 'c', image: 'i:2' }] }, true],
  ['a deadline that was not there', {}, { activeDeadlineSeconds: 5 }, true],
  ['a longer deadline', { activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: 9 }, false],
  ['one more toleration', {}, { tolerations: [{ key: 'a', operator: 'Exists' }] }, true],
  ['one toleration less', { tolerations: [{ key: 'a', operator: 'Exists' }] }, {}, false],
  ['a gate less', { schedulingGates: [{ name: 'g' }] }, {}, true],
  ['a gate more', {}, { schedulingGates: [{ name: 'g' }] }, false],
  ['a command', {}, { containers: [{ name: 'c', image: 'i:1', command: ['x'] }] }, false],
  ['a node', {}, { nodeName: 'a' }, false],
]

describe('a changed Pod', () => {
  for (const [what, before, after, allowed] of changes)
    test(`${allowed ? 'may' : 'may not'} have ${what}`, () => {
      const causes = podRules.validateUpdate?.(pod(after), pod(before)) ?? []
      assert.equal(causes.length === 0, allowed, JSON.stringify(causes))
    })

  test('keeps its status, whatever is sent', () => {
    const old = pod({}, { status: { phase: 'Running' } })
    const next = pod({}, { status: { phase: 'Failed' } })
    const context = { nowMs: 0, user: { name: 'x', groups: [] } }
    assert.equal(podRules.prepareForUpdate?.(next, old, context).status?.phase, 'Running')
    assert.equal(podStatusRules.prepareForUpdate?.(next, old, context).status?.phase, 'Failed')
  })
})

const resources = (requests: object, limits: object): PodSpec => ({
  containers: [{ name: 'c', image: 'i', resources: { requests, limits } as object }],
})
const ALL = { cpu: '1', memory: '1Gi' }
const classes: readonly (readonly [string, PodSpec])[] = [
  ['BestEffort', resources({}, {})],
  ['Burstable', resources({ cpu: '1' }, {})],
  ['Burstable', resources({ cpu: '1', memory: '1Gi' }, { cpu: '2', memory: '1Gi' })],
  ['Guaranteed', resources(ALL, ALL)],
]

describe('the class of a Pod', () => {
  for (const [expected, spec] of classes)
    test(`is ${expected} with ${JSON.stringify(spec.containers?.[0]?.resources)}`, () =>
      assert.equal(computeQos(spec), expected))
})

const ends: readonly (readonly [string, Pod, number | undefined, number])[] = [
  ['has no node', pod(), undefined, 0],
  ['runs', pod({ nodeName: 'a' }), undefined, 30],
  ['runs and is hurried', pod({ nodeName: 'a' }), 5, 5],
  ['runs and is forced', pod({ nodeName: 'a' }), 0, 0],
  ['has ended', pod({ nodeName: 'a' }, { status: { phase: 'Succeeded' } }), undefined, 0],
]

describe('a Pod that is deleted', () => {
  for (const [what, object, asked, seconds] of ends)
    test(`and ${what} gets ${seconds} seconds`, () =>
      assert.equal(gracePeriodSeconds(object, asked), seconds))
})
