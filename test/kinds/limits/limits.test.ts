import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { limitRangeRules } from '../../../src/kinds/limits/limit-range.ts'
import { resourceQuotaRules } from '../../../src/kinds/limits/resource-quota.ts'
import { sent, toldOfChange, toldOfNew } from '../told.ts'

const QUOTA = 'core/v1.ResourceQuota'
const quotas: Record<string, { spec: object; told: string[] }> = {
  'what can be counted': { spec: { hard: { pods: '1', 'count/a.b': '1' } }, told: [] },
  'a name that is none': {
    spec: { hard: { bad_: '1' } },
    told: [
      "spec.hard[bad_]: Invalid value: \"bad_\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'spec.hard[bad_]: Invalid value: "bad_": must be a standard resource for quota',
    ],
  },
  'a resource that is no quota': {
    spec: { hard: { storage: '1' } },
    told: ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota'],
  },
  'a scope tells only of what quotas know': {
    spec: { hard: { 'count/a.b': '1', services: '1' }, scopes: ['BestEffort'] },
    told: ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
  },
  'a selector is printed as Go has it': {
    spec: {
      hard: { services: '1' },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists', values: ['a'] }],
      },
    },
    told: [
      'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"Exists","Values":["a"]}]}: unsupported scope applied to resource',
      "spec.scopeSelector.matchExpressions.values: Invalid value: [\"a\"]: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
    ],
  },
  'selected scopes that exclude each other': {
    spec: {
      scopeSelector: {
        matchExpressions: ['BestEffort', 'NotBestEffort'].map(scopeName => ({
          scopeName,
          operator: 'Exists',
        })),
      },
    },
    told: ['spec.scopeSelector.matchExpressions: Invalid value: null: conflicting scopes'],
  },
}

describe('a quota', () => {
  for (const [name, { spec, told }] of Object.entries(quotas))
    test(name, () => assert.deepEqual(toldOfNew(resourceQuotaRules, QUOTA, { spec }), told))
  test('keeps its scopes', () => {
    const [next, old] = [{}, { scopes: ['BestEffort'] }].map(spec =>
      sent(resourceQuotaRules, QUOTA, { spec }),
    )
    assert.deepEqual(toldOfChange(resourceQuotaRules, next as never, old as never), [
      'spec.scopes: Invalid value: null: field is immutable',
    ])
  })
})

const ranges: Record<string, { item: object; told: string[] }> = {
  'resources of pods are those of containers': {
    item: { type: 'Pod', max: { pods: '1' }, default: { cpu: '2' } },
    told: [
      'spec.limits[0].max[pods]: Invalid value: "pods": must be a standard resource for containers',
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
    ],
  },
  'a ratio below one, and above what is possible': {
    item: {
      type: 'Container',
      min: { cpu: '4' },
      max: { cpu: '4' },
      maxLimitRequestRatio: { cpu: '500m' },
    },
    told: [
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
    ],
  },
  'what cannot be promised twice': {
    item: {
      type: 'Container',
      default: { 'a.b/c': '2' },
      defaultRequest: { 'a.b/c': '1' },
    },
    told: [
      'spec.limits[0].defaultRequest[a.b/c]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in a.b/c',
    ],
  },
}

describe('a limit range', () => {
  for (const [name, { item, told }] of Object.entries(ranges))
    test(name, () =>
      assert.deepEqual(
        toldOfNew(limitRangeRules, 'core/v1.LimitRange', { spec: { limits: [item] } }),
        told,
      ),
    )
})
