import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NOT_READY, nodeAdmission } from '../../../src/kinds/node/admission.ts'
import { nodeRules, nodeStatusRules } from '../../../src/kinds/node/rules.ts'
import type { AdmissionContext } from '../../../src/meta/kind.ts'
import type { Node } from '../../../src/schema/generated/core-v1.ts'

const CONTEXT = { nowMs: 0, user: { name: 'x', groups: [] } }
const node = (spec: object = {}, status: object = {}): Node =>
  ({
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name: 'a', resourceVersion: '1', uid: 'u' },
    spec,
    status,
  }) as Node

const fields = (next: Node, old: Node): string[] =>
  (nodeRules.validateUpdate?.(next, old) ?? []).map(({ field }) => field)

describe('a Node', () => {
  test('is tainted until its kubelet has spoken', () => {
    const [rule] = nodeAdmission
    const made = rule?.mutate?.(node(), undefined, {} as AdmissionContext)
    assert.deepEqual(made?.spec?.taints, [{ key: NOT_READY, effect: 'NoSchedule' }])
  })

  test('has one range where it has a list, and offers what it has', () => {
    const complete = nodeRules.defaults?.(
      node({ podCIDR: '10.0.0.0/24' }, { capacity: { cpu: '4' } }),
    )
    assert.deepEqual(complete?.spec?.podCIDRs, ['10.0.0.0/24'])
    assert.deepEqual(complete?.status?.allocatable, { cpu: '4' })
  })

  test('keeps its status from updates, and its spec from the kubelet', () => {
    const old = node({ unschedulable: true }, { capacity: { cpu: '4' } })
    const next = node({}, { capacity: { cpu: '8' } })
    const updated = nodeRules.prepareForUpdate?.(next, old, CONTEXT)
    assert.deepEqual(updated?.status, old.status)
    const reported = nodeStatusRules.prepareForUpdate?.(next, old, CONTEXT)
    assert.deepEqual(reported?.spec, old.spec)
  })

  const TAINTS = 'scheduler.alpha.kubernetes.io/taints'
  const AVOIDED = 'scheduler.alpha.kubernetes.io/preferAvoidPods'
  const SIGNATURE = `metadata.annotations.${AVOIDED}[0].PodSignature`
  const annotations: readonly (readonly [string, string, string])[] = [
    [TAINTS, '[{"Key":"a b","effect":"NoSchedule"}]', `metadata.annotations.${TAINTS}[0].key`],
    [TAINTS, '{}', 'metadata.annotations'],
    [TAINTS, 'x', 'metadata.annotations'],
    [TAINTS, '[{"key":"a","effect":"NoSchedule"}]', ''],
    [
      TAINTS,
      '[null]',
      ['key', 'key', 'effect'].map(name => `metadata.annotations.${TAINTS}[0].${name}`).join(),
    ],
    [TAINTS, '[1]', 'metadata.annotations'],
    [TAINTS, '[{"value":{}}]', 'metadata.annotations'],
    [AVOIDED, 'x', 'metadata.annotations.AvoidPods'],
    [AVOIDED, 'null', ''],
    [AVOIDED, '{"preferAvoidPods":{}}', ''],
    [AVOIDED, '{"preferAvoidPods":[null]}', SIGNATURE],
    [AVOIDED, '{"preferAvoidPods":[{"podSignature":{"podController":null}}]}', SIGNATURE],
  ]
  for (const [key, text, field] of annotations) {
    test(`has ${text} looked at in its annotation ${key}`, () => {
      const { metadata, ...rest } = node()
      const causes = nodeRules.validate?.({
        ...rest,
        metadata: { ...metadata, annotations: { [key]: text } },
      } as Node)
      assert.equal(causes?.map(cause => cause.field).join(), field)
    })
  }

  test('is told in the words of Go that its taints are no list', () => {
    const [cause] =
      nodeRules.validate?.({
        ...node(),
        metadata: { name: 'a', annotations: { [TAINTS]: '{}' } },
      } as Node) ?? []
    assert.match(
      cause?.message ?? '',
      /json: cannot unmarshal object into Go value of type \[\]core\.Taint/,
    )
  })

  const changes: readonly (readonly [string, object, object, string[]])[] = [
    ['gets a range', {}, { podCIDRs: ['10.0.0.0/24'] }, []],
    [
      'gets another range',
      { podCIDRs: ['10.0.0.0/24'] },
      { podCIDRs: ['10.0.1.0/24'] },
      ['spec.podCIDRs'],
    ],
    ['gets another provider', { providerID: 'a' }, { providerID: 'b' }, ['spec.providerID']],
    [
      'gets a taint without an effect',
      {},
      { taints: [{ key: 'a' }] },
      ['metadata.taints[0].effect'],
    ],
  ]
  for (const [what, before, after, expected] of changes)
    test(`that ${what} is ${expected.length === 0 ? 'fine' : `refused at ${expected}`}`, () =>
      assert.deepEqual([...new Set(fields(node(after), node(before)))], expected))
})
