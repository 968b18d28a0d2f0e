import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resourceClaimRules, resourceClaimStatusRules } from '../../src/kinds/device/claim.ts'
import { flowSchema, priorityLevelConfiguration } from '../../src/kinds/index.ts'
import type { Cause } from '../../src/meta/field-errors.ts'
import type { ResourceClaim } from '../../src/schema/generated/resource-v1.ts'

const claim = (exactly: object, name = 'gpu'): ResourceClaim =>
  ({
    kind: 'ResourceClaim',
    apiVersion: 'resource.k8s.io/v1',
    metadata: { name: 'claim' },
    spec: { devices: { requests: [{ name, exactly }] } },
  }) as unknown as ResourceClaim

const fields = (causes: readonly Cause[] | undefined): string[] =>
  (causes ?? []).map(({ field, reason }) => `${reason} ${field}`)

describe('a resource claim', () => {
  const at = 'spec.devices.requests[0].exactly'
  const cases: [string, object, string[]][] = [
    ['asks for one device of a class', { deviceClassName: 'gpu' }, []],
    ['needs a class', {}, [`FieldValueRequired ${at}.deviceClassName`]],
    [
      'cannot ask for less than nothing',
      { deviceClassName: 'gpu', count: -1 },
      [`FieldValueInvalid ${at}.count`],
    ],
    [
      'cannot count when it asks for all',
      { deviceClassName: 'gpu', allocationMode: 'All', count: 2 },
      [`FieldValueInvalid ${at}.count`],
    ],
    [
      'knows two modes',
      { deviceClassName: 'gpu', allocationMode: 'Some' },
      [`FieldValueNotSupported ${at}.allocationMode`],
    ],
  ]
  for (const [claims, exactly, expected] of cases)
    it(claims, () => {
      const stored = resourceClaimRules.defaults?.(claim(exactly)) as ResourceClaim
      assert.deepEqual(fields(resourceClaimRules.validate?.(stored)), expected)
    })

  it('is reserved only once it is allocated, and once for each consumer', () => {
    const user = { resource: 'pods', name: 'pod', uid: '1' }
    const next = { ...claim({}), status: { reservedFor: [user, user] } } as ResourceClaim
    assert.deepEqual(fields(resourceClaimStatusRules.validateUpdate?.(next, claim({}))), [
      'FieldValueDuplicate status.reservedFor[1]',
      'FieldValueForbidden status.reservedFor',
    ])
  })
})

describe('flow control', () => {
  it('gives a schema a precedence, and a limited level its shares', () => {
    const schema = flowSchema.rules?.defaults?.({ metadata: {}, spec: {} } as never)
    assert.equal(schema?.spec?.matchingPrecedence, 1000)
    const level = priorityLevelConfiguration.rules?.defaults?.({
      metadata: {},
      spec: { type: 'Limited', limited: { nominalConcurrencyShares: null } },
    } as never)
    assert.equal(level?.spec?.limited?.nominalConcurrencyShares, 30)
  })
})
