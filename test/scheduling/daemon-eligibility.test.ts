import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  eligibility,
  targetNodeOf,
  withInjectedTolerations,
} from '../../src/scheduling/daemon-eligibility.ts'
import type { Node, Pod, PodSpec, PodTemplateSpec } from '../../src/schema/generated/core-v1.ts'

const node = (taints: string, labels: Record<string, string> = {}): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a', labels },
    spec: {
      taints: taints
        .split(' ')
        .filter(taint => taint !== '')
        .map(taint => ({ key: taint.split(':')[0], effect: taint.split(':')[1] })),
    },
  }) as Node

const template = (spec: object): PodTemplateSpec => ({ metadata: {}, spec }) as PodTemplateSpec

const required = (...nodeSelectorTerms: object[]): object => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
})

const named = (name: string): object => ({
  matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
})

// want: run and continue, as T and F.
const cases: Record<string, { spec?: object; taints?: string; want: string }> = {
  'a plain node runs one': { want: 'TT' },
  'the template names another node': { spec: { nodeName: 'b' }, want: 'FF' },
  'the template names this node': { spec: { nodeName: 'a' }, want: 'TT' },
  'a label is missing': { spec: { nodeSelector: { color: 'red' } }, want: 'FF' },
  'a label is there': { spec: { nodeSelector: { disk: 'ssd' } }, want: 'TT' },
  'affinity names another node': { spec: required(named('b')), want: 'FF' },
  'affinity names this node': { spec: required(named('b'), named('a')), want: 'TT' },
  'affinity without terms': { spec: required(), want: 'FF' },
  'an affinity term that asks nothing': { spec: required({}), want: 'FF' },
  'a custom NoSchedule taint lets Pods stay': { taints: 'x:NoSchedule', want: 'FT' },
  'a custom NoExecute taint drives Pods out': { taints: 'x:NoExecute', want: 'FF' },
  'PreferNoSchedule does not count': { taints: 'x:PreferNoSchedule', want: 'TT' },
  'a cordoned node runs one': { taints: 'node.kubernetes.io/unschedulable:NoSchedule', want: 'TT' },
  'not-ready:NoSchedule is not injected': {
    taints: 'node.kubernetes.io/not-ready:NoSchedule',
    want: 'FT',
  },
  'not-ready:NoExecute is tolerated': {
    taints: 'node.kubernetes.io/not-ready:NoExecute node.kubernetes.io/unreachable:NoExecute',
    want: 'TT',
  },
  'pressure is tolerated': {
    taints:
      'node.kubernetes.io/memory-pressure:NoSchedule node.kubernetes.io/pid-pressure:NoSchedule',
    want: 'TT',
  },
  'no network, own network': {
    taints: 'node.kubernetes.io/network-unavailable:NoSchedule',
    want: 'FT',
  },
  'no network, the network of the host': {
    spec: { hostNetwork: true },
    taints: 'node.kubernetes.io/network-unavailable:NoSchedule',
    want: 'TT',
  },
  'out of service drives out': {
    taints: 'node.kubernetes.io/out-of-service:NoExecute',
    want: 'FF',
  },
  'a toleration without key tolerates everything': {
    spec: { tolerations: [{ operator: 'Exists' }] },
    taints: 'x:NoExecute y:NoSchedule',
    want: 'TT',
  },
  'tolerationSeconds do not count': {
    spec: { tolerations: [{ key: 'x', operator: 'Exists', tolerationSeconds: 1 }] },
    taints: 'x:NoExecute',
    want: 'TT',
  },
}

for (const [name, { spec = {}, taints = '', want }] of Object.entries(cases))
  test(name, () => {
    const { shouldRun, shouldContinue } = eligibility(template(spec), node(taints, { disk: 'ssd' }))
    assert.equal(`${shouldRun ? 'T' : 'F'}${shouldContinue ? 'T' : 'F'}`, want)
  })

test('an injected toleration takes the place of the same one with seconds, in place', () => {
  const own = {
    key: 'node.kubernetes.io/not-ready',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }
  const all = withInjectedTolerations({ tolerations: [own, { key: 'x' }] } as PodSpec)
  assert.equal(all.length, 7)
  assert.equal(all[0]?.tolerationSeconds, undefined)
  assert.equal(all[1]?.key, 'x')
})

test('with the network of the host a seventh toleration is injected', () => {
  assert.equal(withInjectedTolerations({ containers: [] } as unknown as PodSpec).length, 6)
  const spec = { containers: [], hostNetwork: true } as unknown as PodSpec
  assert.equal(withInjectedTolerations(spec).length, 7)
})

test('the target of a Pod is its node, else the node that its affinity names', () => {
  const pod = (spec: object): Pod => ({ spec }) as Pod
  assert.equal(targetNodeOf(pod({ nodeName: 'x', ...required(named('a')) })), 'x')
  assert.equal(targetNodeOf(pod(required(named('a')))), 'a')
  assert.equal(targetNodeOf(pod({})), undefined)
})
