import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultPod } from '../../../src/kinds/pod/defaults.ts'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'

const C = { name: 'c', image: 'i' }

const pod = (spec: object): Pod =>
  defaultPod({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'n' },
    spec: { containers: [C], serviceAccountName: 'default', ...spec },
  } as Pod)

const fields = (spec: object): string[] =>
  (podRules.validate?.(pod(spec)) ?? []).map(({ field }) => field)

const container = (more: object): object => ({ containers: [{ ...C, ...more }] })

describe('a Pod that says little', () => {
  const { spec } = pod({})
  const expected: Record<string, unknown> = {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
  }
  for (const [name, value] of Object.entries(expected))
    test(`has ${name} ${value}`, () => assert.equal(spec?.[name as 'restartPolicy'], value))
  test('is valid', () => assert.deepEqual(fields({}), []))
  test('stays the same object when all is said', () => {
    const complete = pod({})
    assert.equal(defaultPod(complete), complete)
  })
})

const pulls: Record<string, string> = {
  nginx: 'Always',
  'nginx:latest': 'Always',
  'nginx:1': 'IfNotPresent',
  'host:5000/nginx': 'Always',
  'nginx@sha256:abc': 'IfNotPresent',
}

describe('the image', () => {
  for (const [image, policy] of Object.entries(pulls))
    test(`${image} is pulled ${policy}`, () => {
      assert.equal(
        pod({ containers: [{ name: 'c', image }] }).spec?.containers?.[0]?.imagePullPolicy,
        policy,
      )
    })
})

const wrong: readonly (readonly [string, object, string])[] = [
  ['no containers', { containers: [] }, 'spec.containers'],
  ['a container without an image', { containers: [{ name: 'c' }] }, 'spec.containers[0].image'],
  ['a name twice', { containers: [C, C] }, 'spec.containers[1].name'],
  ['a name in capitals', { containers: [{ ...C, name: 'C' }] }, 'spec.containers[0].name'],
  ['an unknown restart policy', { restartPolicy: 'Maybe' }, 'spec.restartPolicy'],
  [
    'a mount of no volume',
    container({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
    'spec.containers[0].volumeMounts[0].name',
  ],
  [
    'a port out of range',
    container({ ports: [{ containerPort: 70_000 }] }),
    'spec.containers[0].ports[0].containerPort',
  ],
  [
    'a request above the limit',
    container({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
    'spec.containers[0].resources.requests',
  ],
  [
    'a variable without a name',
    container({ env: [{ name: '' }] }),
    'spec.containers[0].env[0].name',
  ],
  [
    'a probe without a handler',
    container({ livenessProbe: {} }),
    'spec.containers[0].livenessProbe',
  ],
  [
    'a volume of two sources',
    { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] },
    'spec.volumes[0].hostPath',
  ],
  [
    'a toleration of seconds without NoExecute',
    { tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 3 }] },
    'spec.tolerations[0].effect',
  ],
  [
    'a spread of no skew',
    {
      topologySpreadConstraints: [
        { maxSkew: 0, topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule' },
      ],
    },
    'spec.topologySpreadConstraints[0].maxSkew',
  ],
  ['a gate twice', { schedulingGates: [{ name: 'g' }, { name: 'g' }] }, 'spec.schedulingGates[1]'],
]

describe('a Pod is refused', () => {
  for (const [what, spec, field] of wrong)
    test(`for ${what}, at ${field}`, () =>
      assert.ok(fields(spec).includes(field), `${fields(spec)}`))
})

const told = (spec: object, annotations?: Record<string, string>): string[] => {
  const made = pod(spec)
  const metadata = annotations === undefined ? made.metadata : { ...made.metadata, annotations }
  return (podRules.validate?.({ ...made, metadata }) ?? []).map(
    ({ field, message }) => `${field}: ${message}`,
  )
}

const TEXT = 'scheduler.alpha.kubernetes.io/tolerations'
const texts: Record<string, string[]> = {
  '': [],
  null: [],
  '[{"key":"a","operator":"Exists"}]': [],
  '[{"key":"a","operator":"Maybe"}]': [
    `metadata.annotations.${TEXT}[0].operator: Unsupported value: "Maybe": supported values: "Equal", "Exists"`,
  ],
  '{}': [
    `metadata.annotations: Invalid value: "${TEXT}": json: cannot unmarshal object into Go value of type []core.Toleration`,
  ],
  '[{"key":1}]': [
    `metadata.annotations: Invalid value: "${TEXT}": json: cannot unmarshal number into Go struct field Toleration.Key of type string`,
  ],
  '[{"KEY":1}]': [
    `metadata.annotations: Invalid value: "${TEXT}": json: cannot unmarshal number into Go struct field Toleration.Key of type string`,
  ],
  '[{"key":"a","tolerationSeconds":1.5}]': [
    `metadata.annotations: Invalid value: "${TEXT}": json: cannot unmarshal number 1.5 into Go struct field Toleration.TolerationSeconds of type int64`,
  ],
  '[{"Key":"a","operator":null,"constructor":1,"__proto__":{"value":2}}]': [],
  '[': [`metadata.annotations: Invalid value: "${TEXT}": unexpected end of JSON input`],
}

describe('tolerations in an annotation are checked', () => {
  for (const [text, expected] of Object.entries(texts))
    test(JSON.stringify(text), () => assert.deepEqual(told({}, { [TEXT]: text }), expected))
})

const AT = 'spec.containers[0].env[0].valueFrom.fileKeyRef'
const fromFile = (volumeName: string, volume: object = { emptyDir: {} }) => ({
  volumes: [{ name: 'v', ...volume }],
  ...container({
    env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName, path: 'f', key: 'A' } } }],
  }),
})

describe('a variable from a file', () => {
  test('is read from an empty directory', () => assert.deepEqual(told(fromFile('v')), []))
  test('needs a volume', () =>
    assert.deepEqual(told(fromFile('w')), [`${AT}.volumeName: Not found: "w"`]))
  test('needs no other volume', () =>
    assert.deepEqual(
      told(fromFile('v', { hostPath: { path: '/' } })).map(text => text.split(':')[0]),
      [`${AT}.volumeName`],
    ))
})

describe('a Pod as a whole', () => {
  const whole = (resources: object, ofContainer: object, more: object = {}) =>
    told({ resources, ...container({ resources: ofContainer }), ...more })
  const requests = { cpu: '1' }
  test('may ask for less kinds of things than its containers', () =>
    assert.deepEqual(whole({ requests }, { requests: { 'ephemeral-storage': '1Gi' } }), []))
  test('asks for as much as they do', () =>
    assert.deepEqual(whole({ requests }, { requests: { cpu: '2' } }), [
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ]))
  test('has as many huge pages', () => {
    const pages = (amount: string) => ({ cpu: '1', 'hugepages-2Mi': amount })
    const next = { limits: pages('2Mi'), requests: pages('2Mi') }
    const expected = 'must be greater than or equal to aggregate container limits of 4Mi'
    const found = whole(next, { limits: pages('4Mi'), requests: pages('4Mi') })
    assert.ok(
      found.includes(`spec.resources.limits[hugepages-2Mi]: Invalid value: "2Mi": ${expected}`),
      found.join(),
    )
  })
  test('has no resources where it runs on Windows', () =>
    assert.deepEqual(whole({ requests: { nonsense: '1' } }, {}, { os: { name: 'windows' } }), [
      'spec.resources: Forbidden: may not be set for a windows pod',
    ]))
})

test('a part of an image is mounted', () => {
  const mounts = [{ name: 'v', mountPath: '/v', subPath: 'a', readOnly: true }]
  const volumes = [{ name: 'v', image: { reference: 'i' } }]
  assert.deepEqual(told({ volumes, ...container({ volumeMounts: mounts }) }), [])
})

describe('a key whose label is taken from the Pod is not selected for as well', () => {
  const labelSelector = {
    matchExpressions: ['In', 'In'].map(operator => ({ key: 'a', operator, values: ['b'] })),
  }
  const keyed = { topologyKey: 'z', labelSelector, matchLabelKeys: ['a'] }
  const terms = { requiredDuringSchedulingIgnoredDuringExecution: [keyed] }
  const expected = 'Invalid value: "a": exists in both matchLabelKeys and labelSelector'
  test('in affinity', () =>
    assert.deepEqual(told({ affinity: { podAffinity: terms } }), [
      `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0][0]: ${expected}`,
    ]))
  test('in spreading', () => {
    const constraint = { ...keyed, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }
    assert.deepEqual(told({ topologySpreadConstraints: [constraint] }), [
      `spec.topologySpreadConstraints[0][0]: ${expected}`,
    ])
  })
})
