import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cronJobRules } from '../../../src/kinds/cronjob/rules.ts'
import { daemonSetRules } from '../../../src/kinds/daemonset/rules.ts'
import { deploymentRules } from '../../../src/kinds/deployment/rules.ts'
import { horizontalPodAutoscalerRules } from '../../../src/kinds/horizontalpodautoscaler/rules.ts'
import { jobRules } from '../../../src/kinds/job/rules.ts'
import { replicaSetRules } from '../../../src/kinds/replicaset/rules.ts'
import { statefulSetRules } from '../../../src/kinds/statefulset/rules.ts'
import type { Rules } from '../../../src/meta/kind.ts'
import type { KubeObject } from '../../../src/meta/object.ts'
import { decode } from '../../../src/schema/decode.ts'
import { builtinTypes } from '../../../src/schema/table.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds in one table
type Any = any

const CONTEXT = { nowMs: 0, user: { name: 'x', groups: [] } }
const labels = { app: 'a' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
const selecting = { selector: { matchLabels: labels }, template }
const once = { template: { spec: { ...template.spec, restartPolicy: 'Never' } } }

function made(rules: Rules<Any>, spec: object): Any {
  const asked = {
    kind: '',
    apiVersion: '',
    metadata: { name: 'w', namespace: 'n', uid: 'u', resourceVersion: '1', generation: 1 },
    spec,
  }
  const complete = rules.defaults?.(asked) ?? asked
  return rules.prepareForCreate?.(complete, CONTEXT) ?? complete
}

const fields = (rules: Rules<Any>, spec: object): string[] =>
  (rules.validate?.(made(rules, spec)) ?? []).map(({ field }) => field)

interface Case {
  readonly rules: Rules<Any>
  readonly good: object
  readonly defaults: Readonly<Record<string, unknown>>
}

const kinds: Record<string, Case> = {
  DaemonSet: {
    rules: daemonSetRules,
    good: selecting,
    defaults: {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    },
  },
  Deployment: {
    rules: deploymentRules,
    good: selecting,
    defaults: {
      replicas: 1,
      progressDeadlineSeconds: 600,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' },
      },
    },
  },
  ReplicaSet: { rules: replicaSetRules, good: selecting, defaults: { replicas: 1 } },
  StatefulSet: {
    rules: statefulSetRules,
    good: { ...selecting, serviceName: 's' },
    defaults: { replicas: 1, podManagementPolicy: 'OrderedReady' },
  },
  Job: {
    rules: jobRules,
    good: once,
    defaults: { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed' },
  },
  CronJob: {
    rules: cronJobRules,
    good: { schedule: '* * * * *', jobTemplate: { spec: once } },
    defaults: { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3 },
  },
}

for (const [kind, { rules, good, defaults }] of Object.entries(kinds))
  describe(`a ${kind}`, () => {
    test('of few words is valid', () => assert.deepEqual(fields(rules, good), []))
    for (const [name, value] of Object.entries(defaults))
      test(`has ${name} ${JSON.stringify(value)} unless it says otherwise`, () =>
        assert.deepEqual(made(rules, good).spec[name], value))
    test('gets a template that is complete', () => {
      const { spec } = made(rules, good)
      assert.equal((spec.jobTemplate?.spec ?? spec).template.spec.dnsPolicy, 'ClusterFirst')
    })
    test('keeps its status when it is updated', () => {
      const old = { ...made(rules, good), status: { observedGeneration: 7 } }
      const next = { ...old, status: {} }
      const kept = rules.prepareForUpdate?.(next, old, CONTEXT) as KubeObject & Any
      assert.equal(kept.status.observedGeneration, 7)
    })
  })

const always = { template: { spec: { ...template.spec, restartPolicy: 'Always' } } }
const rolling = (rollingUpdate: object): object => ({
  ...selecting,
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
})

const wrong: readonly (readonly [string, Rules<Any>, object, string])[] = [
  [
    'a DaemonSet whose selector misses its template',
    daemonSetRules,
    { ...selecting, selector: { matchLabels: { app: 'b' } } },
    'spec.template.metadata.labels',
  ],
  [
    'a DaemonSet that may neither be away nor more',
    daemonSetRules,
    rolling({ maxUnavailable: 0, maxSurge: 0 }),
    'spec.updateStrategy.rollingUpdate.maxUnavailable',
  ],
  [
    'a DaemonSet that may be both away and more',
    daemonSetRules,
    rolling({ maxUnavailable: 1, maxSurge: 1 }),
    'spec.updateStrategy.rollingUpdate.maxSurge',
  ],
  [
    'a Deployment of less than nothing',
    deploymentRules,
    { ...selecting, replicas: -1 },
    'spec.replicas',
  ],
  ['a ReplicaSet without a selector', replicaSetRules, { template }, 'spec.selector'],
  ['a Job that never ends', jobRules, always, 'spec.template.spec.restartPolicy'],
  [
    'a CronJob without a time',
    cronJobRules,
    { schedule: '', jobTemplate: { spec: once } },
    'spec.schedule',
  ],
  [
    'a CronJob of a minute that is none',
    cronJobRules,
    { schedule: '61 * * * *', jobTemplate: { spec: once } },
    'spec.schedule',
  ],
]

describe('refused is', () => {
  for (const [what, rules, spec, field] of wrong)
    test(`${what}, at ${field}`, () =>
      assert.ok(fields(rules, spec).includes(field), `${fields(rules, spec)}`))
})

describe('a selector', () => {
  for (const kind of ['DaemonSet', 'Deployment', 'ReplicaSet'])
    test(`of a ${kind} never changes`, () => {
      const { rules, good } = kinds[kind] as Case
      const old = made(rules, good)
      const both = { app: 'a', more: 'b' }
      const next = made(rules, {
        selector: { matchLabels: both },
        template: { ...template, metadata: { labels: both } },
      })
      const causes = rules.validateUpdate?.(next, old) ?? []
      assert.deepEqual(
        causes.map(({ field }) => field),
        ['spec.selector'],
      )
    })
})

describe('what is sent empty', () => {
  const types = builtinTypes()
  test('is told from what is not sent where a template has no labels', () => {
    for (const [sent, printed] of [
      [{ labels: {} }, '{}'],
      [{ labels: null }, 'null'],
    ] as const) {
      const json = { spec: { ...selecting, template: { ...template, metadata: sent } } }
      const read = decode(types, 'apps/v1.Deployment', json).value
      assert.deepEqual(
        deploymentRules.validate?.(made(deploymentRules, read.spec as object)).map(c => c.message),
        [`Invalid value: ${printed}: \`selector\` does not match template \`labels\``],
      )
    }
  })
  test('is no reason to fill in the policies of an autoscaler', () => {
    const behavior = { scaleUp: { policies: [] }, scaleDown: {} }
    const json = {
      spec: {
        maxReplicas: 1,
        scaleTargetRef: { apiVersion: 'a/v1', kind: 'K', name: 'n' },
        behavior,
      },
    }
    const read = decode(types, 'autoscaling/v2.HorizontalPodAutoscaler', json).value
    assert.deepEqual(fields(horizontalPodAutoscalerRules, read.spec as object), [
      'spec.behavior.scaleUp.policies',
    ])
  })
})
