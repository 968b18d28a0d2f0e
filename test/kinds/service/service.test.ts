import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serviceRules } from '../../../src/kinds/service/rules.ts'
import { serviceStatusRules } from '../../../src/kinds/service/status.ts'
import { sent, toldOfChange, toldOfNew } from '../told.ts'

const TYPE = 'core/v1.Service'
const PORT = { port: 80 }
const service = (spec: object, more: object = {}) =>
  sent(serviceRules, TYPE, { spec: { ports: [PORT], ...spec }, ...more })

const made: Record<string, { spec: object; annotations?: object; told: string[] }> = {
  'a port': { spec: {}, told: [] },
  'the port of kubelets, as any other': {
    spec: { type: 'LoadBalancer', ports: [{ port: 10_250 }] },
    told: [],
  },
  'names that are wrong and the same': {
    spec: {
      ports: [
        { name: 'A', port: 1 },
        { name: 'A', port: 2 },
      ],
    },
    told: [
      ...['0', '1'].map(
        index =>
          `spec.ports[${index}].name: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      ),
      'spec.ports[1].name: Duplicate value: "A"',
    ],
  },
  'an annotation that says another thing than it did before': {
    spec: {},
    annotations: {
      'service.kubernetes.io/topology-mode': 'Auto',
      'service.kubernetes.io/topology-aware-hints': 'Disabled',
    },
    told: [
      'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    ],
  },
  'ranges of another type': {
    spec: {},
    annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8' },
    told: [
      "metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: may only be used when `type` is 'LoadBalancer'",
    ],
  },
}

describe('a new service', () => {
  for (const [name, { spec, annotations = {}, told }] of Object.entries(made))
    test(name, () =>
      assert.deepEqual(
        toldOfNew(serviceRules, TYPE, {
          metadata: { annotations },
          spec: { ports: [PORT], ...spec },
        }),
        told,
      ),
    )
})

const one = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ipFamilies: ['IPv4'] }
const both = {
  clusterIP: '10.0.0.1',
  clusterIPs: ['10.0.0.1', 'fd00::1'],
  ipFamilies: ['IPv4', 'IPv6'],
  ipFamilyPolicy: 'PreferDualStack',
}
const balanced = { ...one, type: 'LoadBalancer', externalTrafficPolicy: 'Local' }

const changes: Record<string, { old: object; next: object; told: string[] }> = {
  'a second address comes': { old: one, next: both, told: [] },
  'and goes when one is meant': {
    old: both,
    next: { ...one, ipFamilyPolicy: 'SingleStack' },
    told: [],
  },
  'and not otherwise': {
    old: both,
    next: { ...one, ipFamilyPolicy: 'PreferDualStack' },
    told: ['clusterIP', 'ipFamily'].map(
      what =>
        `spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to 'SingleStack' when releasing the secondary ${what}`,
    ),
  },
  'the first address stays': {
    old: one,
    next: { ...one, clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] },
    told: ['spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set'],
  },
  'a service does not become headless': {
    old: one,
    next: { clusterIP: 'None', clusterIPs: ['None'], ipFamilies: ['IPv4'] },
    told: ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'],
  },
  'the port of the health check stays': {
    old: { ...balanced, healthCheckNodePort: 30_000 },
    next: { ...balanced, healthCheckNodePort: 30_001 },
    told: ['spec.healthCheckNodePort: Forbidden: field is immutable'],
  },
  'a class is for load balancers, and that is told twice': {
    old: one,
    next: { ...one, loadBalancerClass: 'a' },
    told: ['', ''].map(
      () => "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
    ),
  },
}

describe('a changed service', () => {
  for (const [name, { old, next, told }] of Object.entries(changes))
    test(name, () =>
      assert.deepEqual(toldOfChange(serviceRules, service(next), service(old)), told),
    )
  test('a load balancer that has no mode for its address demands one', () => {
    const status = { loadBalancer: { ingress: [{ hostname: '10.0.0.1', ipMode: 'VIP' }] } }
    assert.deepEqual(
      toldOfChange(serviceStatusRules, service(balanced, { status }), service(balanced)),
      [
        'status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set',
        'status.loadBalancer.ingress[0].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
      ],
    )
  })
})
