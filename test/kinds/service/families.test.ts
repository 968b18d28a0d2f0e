import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withFamilies } from '../../../src/kinds/service/families.ts'
import { serviceRules } from '../../../src/kinds/service/rules.ts'
import type { Service, ServiceSpec } from '../../../src/schema/generated/core-v1.ts'
import { sent } from '../told.ts'

const HEADLESS = { type: 'ClusterIP', clusterIP: 'None', clusterIPs: ['None'] }
const PODS = { selector: { a: 'b' } }
const BOTH = ['IPv4', 'IPv6']

const cases: Record<string, { spec: ServiceSpec; old?: ServiceSpec; gives: unknown }> = {
  'one family, where nothing is said': {
    spec: { type: 'ClusterIP' },
    gives: ['SingleStack', ['IPv4']],
  },
  'one, where two are preferred': {
    spec: { type: 'ClusterIP', ipFamilyPolicy: 'PreferDualStack' },
    gives: ['PreferDualStack', ['IPv4']],
  },
  'both, without an address and without pods': {
    spec: { ...HEADLESS, ipFamilies: ['IPv6'] },
    gives: ['RequireDualStack', ['IPv6', 'IPv4']],
  },
  'one, when that is asked for': {
    spec: { ...HEADLESS, ipFamilyPolicy: 'SingleStack' },
    gives: ['SingleStack', ['IPv4']],
  },
  'not both, when one is meant': {
    spec: { ...HEADLESS, ipFamilyPolicy: 'SingleStack', ipFamilies: BOTH },
    gives:
      "spec.ipFamilyPolicy: must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
  },
  'no address of a family that is not there': {
    spec: { type: 'ClusterIP', clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] },
    gives: 'spec.clusterIPs[0]: IPv6 is not configured on this cluster',
  },
  'pods need what the cluster has': {
    spec: { ...HEADLESS, ...PODS, ipFamilyPolicy: 'RequireDualStack', ipFamilies: BOTH },
    gives:
      'spec.ipFamilyPolicy: this cluster is not configured for dual-stack services, spec.ipFamilies[1]: not configured on this cluster',
  },
  'the policy of before, where none is named': {
    spec: { ...HEADLESS, ...PODS },
    old: { ...HEADLESS, ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] },
    gives: ['PreferDualStack', ['IPv4']],
  },
  'a second family goes with the policy': {
    spec: { ...HEADLESS, ipFamilyPolicy: 'SingleStack', ipFamilies: BOTH },
    old: { ...HEADLESS, ipFamilyPolicy: 'RequireDualStack', ipFamilies: BOTH },
    gives: ['SingleStack', ['IPv4']],
  },
  'and not without it': {
    spec: { ...HEADLESS, ipFamilies: ['IPv4'] },
    old: { ...HEADLESS, ipFamilyPolicy: 'RequireDualStack', ipFamilies: BOTH },
    gives: "spec.ipFamilyPolicy: must be 'SingleStack' to release the secondary IP family",
  },
}

describe('families', () => {
  for (const [name, { spec, old, gives }] of Object.entries(cases))
    test(name, () => {
      const { spec: given, causes } = withFamilies(spec, old)
      const told = causes.map(
        ({ field, message }) => `${field}: ${message.slice(message.lastIndexOf(': ') + 2)}`,
      )
      assert.deepEqual(
        told.length > 0 ? told.join(', ') : [given.ipFamilyPolicy, given.ipFamilies],
        gives,
      )
    })
})

test('warnings of a service come in the order of the server', () => {
  const service = sent<Service>(serviceRules, 'core/v1.Service', {
    metadata: { annotations: { 'service.kubernetes.io/topology-aware-hints': 'auto' } },
    spec: {
      externalIPs: ['10.0.0.1'],
      externalName: 'a.b',
      loadBalancerIP: 'FD00::1',
      trafficDistribution: 'PreferClose',
    },
  })
  assert.deepEqual(
    serviceRules.warningsOnCreate?.(service).map(text => text.split(' ')[0]),
    [
      'annotation',
      'spec.externalIPs',
      'spec.loadBalancerIP:',
      'spec.externalName',
      'spec.trafficDistribution:',
    ],
  )
})
