// What the smaller groups drop from what is sent, and what they warn of.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kindOf, type Members, objectOf, warningsOf } from './refusals.ts'

it('the status of a device goes when the device is given back', () => {
  const device = { driver: 'd', pool: 'p', device: 'x' }
  const rules = kindOf('ResourceClaim').subresources?.find(({ name }) => name === 'status')?.rules
  const claim = (status: object) =>
    objectOf(kindOf('ResourceClaim'), { spec: {}, status: { devices: [device], ...status } })
  const old = claim({ allocation: { devices: { results: [{ request: 'r', ...device }] } } })
  const context = { nowMs: 0, user: { name: 'u', groups: [] } }
  const next = rules?.prepareForUpdate?.(claim({}), old, context)
  assert.deepEqual((next as { status?: unknown } | undefined)?.status, {})
})

it('annotations of the first version of autoscalers mean nothing in the second', () => {
  const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '[]', a: 'b' }
  const made = objectOf(kindOf('HorizontalPodAutoscaler'), { metadata: { annotations } })
  assert.deepEqual(made.metadata.annotations, { a: 'b' })
})

describe('what is behind a gate that is off', () => {
  const context = { nowMs: 0, user: { name: 'u', groups: [] } }
  const made = (name: string, members: Members): unknown => {
    const kind = kindOf(name)
    const draft = objectOf(kind, members)
    const prepared = kind.rules?.prepareForCreate?.(draft, context) ?? draft
    return (prepared as { spec?: unknown }).spec
  }
  it('is dropped from a driver', () => {
    const given = { attachRequired: false, preventPodSchedulingIfMissing: true }
    const spec = made('CSIDriver', { spec: given }) as Members
    assert.equal('preventPodSchedulingIfMissing' in spec, false)
  })
  it('is dropped from the attributes of devices', () => {
    const attributes = { a: { ints: [1] }, b: { int: 1 } }
    const spec = made('ResourceSlice', { spec: { devices: [{ name: 'd', attributes }] } })
    const { devices } = spec as { devices?: unknown }
    assert.deepEqual(devices, [{ name: 'd', attributes: { a: {}, b: { int: 1 } } }])
  })
})

describe('what is warned of', () => {
  const cases: [string, Members, string[]][] = [
    [
      'NetworkPolicy',
      { spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '2001:DB8::/32' } }] }] } },
      [
        'spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
      ],
    ],
    [
      'EndpointSlice',
      { addressType: 'FQDN', endpoints: [] },
      ['spec.addressType: FQDN endpoints are deprecated'],
    ],
    [
      'CSIStorageCapacity',
      {
        storageClassName: 'a',
        nodeTopology: { matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'Exists' }] },
      },
      [
        'nodeTopology.matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
      ],
    ],
    [
      'RuntimeClass',
      { handler: 'h', scheduling: { nodeSelector: { 'beta.kubernetes.io/os': 'a' } } },
      ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
  ]
  for (const [kind, members, told] of cases)
    it(kind, () => assert.deepEqual(warningsOf(kind, members), told))
})
