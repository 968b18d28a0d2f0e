// Annotations that are fields of the spec to the real server.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { daemonSetRules, daemonSetStatusRules } from '../../../src/kinds/daemonset/rules.ts'
import { deploymentRules, deploymentStatusRules } from '../../../src/kinds/deployment/rules.ts'
import type { StatusError } from '../../../src/meta/status.ts'
import type { DaemonSet, Deployment } from '../../../src/schema/generated/apps-v1.ts'
import { sent } from '../told.ts'

const CONTEXT = { nowMs: 0, user: { name: 'x', groups: [] } }
const ROLLBACK = 'deprecated.deployment.rollback.to'
const TEMPLATE = 'deprecated.daemonset.template.generation'
const labels = { app: 'a' }
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
}
const annotated = (name: string, value?: string) => ({
  spec,
  metadata: value === undefined ? {} : { annotations: { [name]: value } },
})
const deployment = (revision?: string): Deployment =>
  sent(deploymentRules, 'apps/v1.Deployment', annotated(ROLLBACK, revision))
const daemonSet = (counter?: string): DaemonSet =>
  sent(daemonSetRules, 'apps/v1.DaemonSet', annotated(TEMPLATE, counter))

describe('the revision that a Deployment goes back to', () => {
  test('is written as numbers are', () =>
    assert.equal(deployment('+03').metadata.annotations?.[ROLLBACK], '3'))
  test('is a number', () =>
    assert.throws(
      () => deployment('x'),
      (error: StatusError) =>
        error.code === 400 && error.message.endsWith('parsing "x": invalid syntax'),
    ))
  test('is not below zero', () =>
    assert.deepEqual(
      deploymentRules.validate?.(deployment('-1')).map(({ field }) => field),
      ['spec.rollback.version'],
    ))
  test('is left alone by the status', () => {
    const kept = (next: Deployment, old: Deployment) =>
      deploymentStatusRules.prepareForUpdate?.(next, old, CONTEXT).metadata.annotations
    assert.deepEqual(kept(deployment('5'), deployment('3')), { [ROLLBACK]: '3' })
    assert.equal(kept(deployment('5'), deployment()), undefined)
  })
})

test('the counter of templates of a DaemonSet is left alone by the status', () => {
  const written = (next: DaemonSet) =>
    daemonSetStatusRules.prepareForUpdate?.(next, daemonSet('4'), CONTEXT).metadata.annotations
  assert.deepEqual(written(daemonSet('7')), { [TEMPLATE]: '4' })
  assert.deepEqual(written(daemonSet()), { [TEMPLATE]: '4' })
})
