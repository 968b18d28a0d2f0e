import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { declaredFeatures as featureRule } from '../../../src/kinds/pod/admission/declared-features.ts'
import { podAdmission } from '../../../src/kinds/pod/admission/index.ts'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import type { AdmissionContext } from '../../../src/meta/kind.ts'
import type { KubeObject } from '../../../src/meta/object.ts'
import type { Pod, PodSpec } from '../../../src/schema/generated/core-v1.ts'

type World = Record<string, Record<string, object>>

const ACCOUNTS = { default: {}, quiet: { automountServiceAccountToken: false } }

function contextOf(world: World): AdmissionContext {
  const stored = (resource: string, name: string): KubeObject | undefined => {
    const object = world[resource]?.[name]
    return object === undefined
      ? undefined
      : ({ kind: '', apiVersion: '', metadata: { name }, ...object } as KubeObject)
  }
  return {
    operation: 'CREATE',
    subresource: '',
    user: { name: 'somebody', groups: [] },
    dryRun: false,
    nowMs: 0,
    suffix: length => 'x'.repeat(length),
    warn: () => {},
    reader: {
      get: (resource, _namespace, name) => stored(resource, name),
      list: resource =>
        Object.keys(world[resource] ?? {}).flatMap(name => stored(resource, name) ?? []),
    },
  }
}

function admitted(spec: object, world: World = {}): PodSpec {
  return admittedPod(spec, world).spec ?? { containers: [] }
}

function admittedPod(spec: object, world: World, more: object = {}): Pod {
  const context = contextOf({ serviceaccounts: ACCOUNTS, ...world })
  const asked = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'n', ...more },
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
  } as Pod
  let pod = podRules.defaults?.(asked) ?? asked
  for (const rule of podAdmission) pod = rule.mutate?.(pod, undefined, context) ?? pod
  for (const rule of podAdmission) rule.check?.(pod, undefined, context)
  return pod
}

const CLASSES = {
  'scheduling.k8s.io/priorityclasses': {
    high: { value: 9, preemptionPolicy: 'Never' },
    usual: { value: 3, globalDefault: true },
  },
}
const RUNTIMES = {
  'node.k8s.io/runtimeclasses': {
    box: {
      overhead: { podFixed: { cpu: '100m' } },
      scheduling: {
        nodeSelector: { sand: 'box' },
        tolerations: [{ key: 's', operator: 'Exists' }],
      },
    },
  },
}
const limits = (item: object): World => ({ limitranges: { r: { spec: { limits: [item] } } } })
const using = (resources: object): object => ({
  containers: [{ name: 'c', image: 'i', resources }],
})

describe('an admitted Pod', () => {
  test('runs as the default account and finds its token', () => {
    const spec = admitted({})
    assert.equal(spec.serviceAccountName, 'default')
    assert.deepEqual(
      spec.volumes?.map(({ name }) => name),
      ['kube-api-access-xxxxx'],
    )
    assert.equal(spec.containers?.[0]?.volumeMounts?.[0]?.name, 'kube-api-access-xxxxx')
  })

  const tokens: readonly (readonly [string, object, number])[] = [
    ['wants none', { automountServiceAccountToken: false }, 0],
    ['has an account that gives none', { serviceAccountName: 'quiet' }, 0],
    [
      'wants one though its account gives none',
      { serviceAccountName: 'quiet', automountServiceAccountToken: true },
      1,
    ],
  ]
  for (const [what, spec, count] of tokens)
    test(`that ${what} has ${count} token volumes`, () =>
      assert.equal((admitted(spec).volumes ?? []).length, count))

  test('stays five minutes on a node that is lost, unless it says otherwise', () => {
    const own = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', operator: 'Exists' }
    assert.deepEqual(
      admitted({ tolerations: [own] }).tolerations?.map(one => one.tolerationSeconds),
      [undefined, 300],
    )
    assert.equal(admitted({ tolerations: [{ operator: 'Exists' }] }).tolerations?.length, 1)
  })

  test('has the priority of its class, or of the class for all', () => {
    const high = admitted({ priorityClassName: 'high' }, CLASSES)
    assert.deepEqual([high.priority, high.preemptionPolicy], [9, 'Never'])
    const usual = admitted({}, CLASSES)
    assert.deepEqual([usual.priority, usual.priorityClassName], [3, 'usual'])
    assert.equal(admitted({}).priority, 0)
  })

  test('takes overhead, selector and tolerations from its runtime', () => {
    const spec = admitted({ runtimeClassName: 'box' }, RUNTIMES)
    assert.deepEqual(spec.overhead, { cpu: '100m' })
    assert.deepEqual(spec.nodeSelector, { sand: 'box' })
    assert.ok(spec.tolerations?.some(({ key }) => key === 's'))
  })

  const zone = 'topology.kubernetes.io/zone'
  const placed = { nodes: { far: { metadata: { name: 'far', labels: { [zone]: 'z', a: 'b' } } } } }
  const places: readonly (readonly [string, object, object | undefined, object | undefined])[] = [
    ['its node', { nodeName: 'far' }, { [zone]: 'own', c: 'd' }, { [zone]: 'z', c: 'd' }],
    ['no node', {}, undefined, undefined],
    ['a node that is not there', { nodeName: 'near' }, undefined, undefined],
  ]
  for (const [what, spec, labels, expected] of places)
    test(`is labelled with the place of ${what}`, () =>
      assert.deepEqual(
        admittedPod(spec, placed, labels === undefined ? {} : { labels }).metadata.labels,
        expected,
      ))

  test('gets what its namespace gives to containers that ask for nothing', () => {
    const pod = admittedPod(
      using({ limits: { memory: '1Gi' } }),
      limits({
        type: 'Container',
        default: { cpu: '1', memory: '2Gi' },
        defaultRequest: { cpu: '1' },
      }),
    )
    assert.deepEqual(pod.spec?.containers?.[0]?.resources, {
      limits: { cpu: '1', memory: '1Gi' },
      requests: { cpu: '1', memory: '1Gi' },
    })
    assert.match(
      pod.metadata.annotations?.['kubernetes.io/limit-ranger'] ?? '',
      /cpu request for container c/,
    )
  })
})

describe('a Pod is refused', () => {
  const refused: readonly (readonly [string, object, World, RegExp])[] = [
    ['of an unknown account', { serviceAccountName: 'x' }, {}, /serviceaccount "x" not found/],
    [
      'of an unknown priority class',
      { priorityClassName: 'x' },
      {},
      /no PriorityClass with name x/,
    ],
    ['that sets its own priority', { priority: 5 }, CLASSES, /computed 3/],
    ['of an unknown runtime', { runtimeClassName: 'x' }, {}, /RuntimeClass "x" not found/],
    ['with overhead of its own', { overhead: { cpu: '1' } }, {}, /without corresponding/],
    [
      'that selects other nodes than its runtime',
      { runtimeClassName: 'box', nodeSelector: { sand: 'castle' } },
      RUNTIMES,
      /conflict: .*box.*castle/,
    ],
    [
      'above the most of its namespace',
      using({ limits: { cpu: '2' } }),
      limits({ type: 'Container', max: { cpu: '1' } }),
      /maximum cpu usage per Container is 1, but limit is 2/,
    ],
    [
      'below the least of its namespace',
      using({ requests: { cpu: '1m' } }),
      limits({ type: 'Container', min: { cpu: '10m' } }),
      /minimum cpu usage per Container is 10m, but request is 1m/,
    ],
    [
      'whose limit is too far from its request',
      using({ requests: { cpu: '1' }, limits: { cpu: '3' } }),
      limits({ type: 'Container', maxLimitRequestRatio: { cpu: '2' } }),
      /provided ratio is 3\.0/,
    ],
    [
      'that names no limit where all Pods must',
      {},
      limits({ type: 'Pod', max: { memory: '1Gi' } }),
      /per Pod is 1Gi. {2}No limit is specified/,
    ],
  ]
  for (const [what, spec, world, text] of refused)
    test(what, () => assert.throws(() => admitted(spec, world), text))
})

describe('a Pod on a node is changed', () => {
  const sized = (cpu: string) => ({ resources: { requests: { cpu } } })
  const whole = (more: object, qosClass = 'Burstable', generation = 1): Pod =>
    ({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'p', namespace: 'n', generation },
      spec: { nodeName: 'a', containers: [{ name: 'c', image: 'i' }], ...more },
      status: { qosClass },
    }) as unknown as Pod
  const container = (cpu: string) => ({ containers: [{ name: 'c', image: 'i', ...sized(cpu) }] })
  const beginning = (cpu: string) => ({ initContainers: [{ name: 'i', ...sized(cpu) }] })
  const lacking = (name: string) =>
    `pods "p" is forbidden: pod update requires features ${name} which are not available on node "a"`

  const cases: readonly (readonly [string, object, object, string, string[], string])[] = [
    ['in what is no resource', {}, { activeDeadlineSeconds: 5 }, 'Burstable', [], ''],
    ['in a container', container('1'), container('2'), 'Burstable', [], ''],
    [
      'in a container that is guaranteed',
      container('1'),
      container('2'),
      'Guaranteed',
      [],
      lacking('GuaranteedQoSPodCPUResize'),
    ],
    [
      'in such a one where the node can',
      container('1'),
      container('2'),
      'Guaranteed',
      ['GuaranteedQoSPodCPUResize'],
      '',
    ],
    [
      'as a whole',
      sized('1'),
      sized('2'),
      'Burstable',
      ['GuaranteedQoSPodCPUResize'],
      lacking('InPlacePodLevelResourcesVerticalScaling'),
    ],
    [
      'in its beginning',
      beginning('1'),
      beginning('2'),
      'Burstable',
      [],
      lacking('InPlacePodVerticalScalingInitContainers'),
    ],
  ]
  for (const [what, before, after, qosClass, declaredFeatures, refusal] of cases)
    test(`${what}${refusal === '' ? '' : ', unless the node cannot'}`, () => {
      const context = {
        ...contextOf({ nodes: { a: { status: { declaredFeatures } } } }),
        operation: 'UPDATE' as const,
        subresource: 'resize',
      }
      const old = whole(before, qosClass)
      const next = whole(after, qosClass, 2)
      const change = (): void => featureRule.check?.(next, old, context)
      if (refusal === '') assert.doesNotThrow(change)
      else assert.throws(change, { message: refusal })
    })

  test('not at all where the node is gone', () =>
    assert.throws(
      () =>
        featureRule.check?.(whole(sized('2'), 'Burstable', 2), whole(sized('1')), {
          ...contextOf({}),
          operation: 'UPDATE',
          subresource: 'resize',
        }),
      { message: 'pods "p" is forbidden: node "a" not found' },
    ))
})
