import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimedDevices } from '../../src/scheduling/devices.ts'
import { failureMessage } from '../../src/scheduling/failure.ts'
import { feasibility } from '../../src/scheduling/fits.ts'
import { nodeInfo } from '../../src/scheduling/node-info.ts'
import type { World } from '../../src/scheduling/predicate.ts'
import type { Node, Pod } from '../../src/schema/generated/core-v1.ts'
import type { ResourceClaim } from '../../src/schema/generated/resource-v1.ts'

const node = { metadata: { name: 'a' }, status: { allocatable: { pods: '9' } } } as unknown as Node
const pod = {
  metadata: { name: 'p', namespace: 'n', uid: 'u' },
  spec: { resourceClaims: [{ name: 'c', resourceClaimName: 'claim' }] },
} as unknown as Pod

const claimOf = (spec: object, status = {}): ResourceClaim =>
  ({ metadata: { name: 'claim', namespace: 'n' }, spec, status }) as unknown as ResourceClaim
const asking = (deviceClassName: string) => ({
  devices: { requests: [{ name: 'r', exactly: { deviceClassName } }] },
})
const worldOf = (claim?: ResourceClaim): World => ({
  nodes: [nodeInfo(node, [])],
  resourceClaim: (_namespace, name) => (name === 'claim' ? claim : undefined),
  hasDeviceClass: name => name === 'known',
})

const after =
  'still not schedulable, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'
const cases: Record<string, { claim: ResourceClaim; want: string }> = {
  'a claim that asks for nothing keeps from no node': { claim: claimOf({}), want: '' },
  'a class that is not there is told of': {
    claim: claimOf(asking('other')),
    want: `0/1 nodes are available: request r: device class other does not exist. ${after}`,
  },
  'there are no devices to be had': {
    claim: claimOf(asking('known')),
    want: `0/1 nodes are available: 1 cannot allocate all claims. ${after}`,
  },
  'what is allocated is had': {
    claim: claimOf(asking('known'), { allocation: { devices: {} } }),
    want: '',
  },
}

for (const [name, { claim, want }] of Object.entries(cases))
  test(name, () => {
    const found = feasibility(pod, worldOf(claim))
    assert.equal(found.feasible.length > 0 ? '' : failureMessage(pod, found, 1), want)
  })

test('a pod whose claim is not there is left alone, and so is one whose claim is a namesake’s', () => {
  assert.equal(claimedDevices(pod, worldOf()), undefined)
  const generated = {
    ...pod,
    spec: { resourceClaims: [{ name: 'c', resourceClaimTemplateName: 't' }] },
    status: { resourceClaimStatuses: [{ name: 'c', resourceClaimName: 'claim' }] },
  } as unknown as Pod
  assert.equal(claimedDevices(generated, worldOf(claimOf({}))), undefined)
})
