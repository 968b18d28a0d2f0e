import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { VirtualClock } from '../../../src/clock.ts'
import { createCluster } from '../../../src/cluster.ts'

const cluster = await createCluster({
  nodes: 0,
  controlPlaneNodes: 0,
  insecure: true,
  clock: new VirtualClock(),
})
after(() => cluster.close())
const { app } = cluster
const ADMISSION = '/apis/admissionregistration.k8s.io/v1'

const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })

async function namespace(name: string, labels: Record<string, string> = {}): Promise<string> {
  await post('/api/v1/namespaces', { metadata: { name, labels } })
  return `/api/v1/namespaces/${name}`
}

const pod = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
})

const rules = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] },
]
const only = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })

test('a quota stops what exceeds it and counts down when something goes', async () => {
  const at = await namespace('counted')
  await post(`${at}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard: { pods: '1' } } })
  assert.equal((await post(`${at}/pods`, pod('a'))).statusCode, 201)
  const refused = await post(`${at}/pods`, pod('b'))
  assert.match(refused.json().message, /exceeded quota: q, requested: pods=1, used: pods=1/)
  await app.inject({ method: 'DELETE', url: `${at}/pods/a?gracePeriodSeconds=0` })
  assert.equal((await post(`${at}/pods`, pod('b'))).statusCode, 201)
})

test('a quota that fails for one write leaves the others their due', async () => {
  const at = await namespace('dry')
  const hard = { configmaps: '2' }
  await post(`${at}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard } })
  await post(`${at}/configmaps?dryRun=All`, { metadata: { name: 'a' } })
  assert.equal((await post(`${at}/configmaps`, { metadata: { name: 'a' } })).statusCode, 201)
})

test('a quota counts what a change adds, and gives nothing back at once', async () => {
  const at = await namespace('changing')
  const hard = { 'services.nodeports': '1', services: '5' }
  await post(`${at}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard } })
  const service = (type: string, ports: number[]) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { type, ports: ports.map(port => ({ name: `p${port}`, port })) },
  })
  assert.equal((await post(`${at}/services`, service('NodePort', [80]))).statusCode, 201)
  const put = (payload: object) => app.inject({ method: 'PUT', url: `${at}/services/s`, payload })
  const refused = await put(service('NodePort', [80, 81]))
  assert.match(refused.json().message, /exceeded quota: q, requested: services.nodeports=1, used/)
  assert.equal((await put(service('ClusterIP', [80]))).statusCode, 200)
})

test('a namespace that enforces a level refuses Pods below it and warns their owners', async () => {
  const at = await namespace('secured', { 'pod-security.kubernetes.io/enforce': 'baseline' })
  const refused = await post(`${at}/pods`, pod('p', { hostNetwork: true }))
  assert.equal(refused.statusCode, 403)
  assert.match(refused.json().message, /violates PodSecurity "baseline:latest": host namespaces/)
  assert.equal((await post(`${at}/pods`, pod('q'))).statusCode, 201)
})

test('a policy refuses what its expression does not allow, where it is bound', async () => {
  const at = await namespace('ruled')
  await post(`${ADMISSION}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: {
      matchConstraints: { resourceRules: rules },
      validations: [{ expression: '!("bad" in object.data)', message: 'nothing bad' }],
    },
  })
  const bad = { metadata: { name: 'c' }, data: { bad: '1' } }
  assert.equal((await post(`${at}/configmaps?dryRun=All`, bad)).statusCode, 201)
  await post(`${ADMISSION}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b' },
    spec: {
      policyName: 'p',
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: only('ruled') },
    },
  })
  const refused = await post(`${at}/configmaps`, bad)
  assert.equal(refused.statusCode, 422)
  assert.match(refused.json().message, /'p' with binding 'b' denied request: nothing bad/)
  assert.equal((await post('/api/v1/namespaces/default/configmaps', bad)).statusCode, 201)
})

test('a mutating policy adds to an object', async () => {
  const at = await namespace('changed')
  const expression = 'Object{metadata: Object.metadata{labels: {"by": "policy"}}}'
  await post(`${ADMISSION}/mutatingadmissionpolicies`, {
    metadata: { name: 'm' },
    spec: {
      matchConstraints: { resourceRules: rules, namespaceSelector: only('changed') },
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
    },
  })
  const binding = { metadata: { name: 'm' }, spec: { policyName: 'm' } }
  await post(`${ADMISSION}/mutatingadmissionpolicybindings`, binding)
  const made = await post(`${at}/configmaps`, { metadata: { name: 'a', labels: { own: '1' } } })
  assert.deepEqual(made.json().metadata.labels, { by: 'policy', own: '1' })
})

test('a webhook that cannot be reached refuses, or not, by its failure policy', async () => {
  const at = await namespace('hooked')
  const hook = (failurePolicy: string) => ({
    metadata: { name: `w-${failurePolicy.toLowerCase()}` },
    webhooks: [
      {
        name: 'hook.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { url: 'https://127.0.0.1:1/x' },
        rules,
        failurePolicy,
        namespaceSelector: only('hooked'),
      },
    ],
  })
  await post(`${ADMISSION}/validatingwebhookconfigurations`, hook('Ignore'))
  assert.equal((await post(`${at}/configmaps`, { metadata: { name: 'a' } })).statusCode, 201)
  await post(`${ADMISSION}/validatingwebhookconfigurations`, hook('Fail'))
  const refused = await post(`${at}/configmaps`, { metadata: { name: 'b' } })
  assert.equal(refused.statusCode, 500)
  assert.match(refused.json().message, /failed calling webhook "hook.example.com".*refused/)
})

const bound = (name: string, more: object) => ({
  metadata: { name },
  spec: { policyName: name, matchResources: { namespaceSelector: only(name) }, ...more },
})

test('an annotation that cannot be made refuses a write whatever a binding does', async () => {
  const at = await namespace('annotated')
  await post(`${ADMISSION}/validatingadmissionpolicies`, {
    metadata: { name: 'annotated' },
    spec: {
      matchConstraints: { resourceRules: rules },
      auditAnnotations: [{ key: 'k', valueExpression: 'string(object.data.nothing)' }],
    },
  })
  const binding = bound('annotated', { validationActions: ['Audit'] })
  await post(`${ADMISSION}/validatingadmissionpolicybindings`, binding)
  const refused = await post(`${at}/configmaps`, { metadata: { name: 'a' }, data: { x: '1' } })
  assert.equal(refused.statusCode, 422)
  assert.match(refused.json().message, /resulted in error: no such key: nothing$/)
})

/** What is wrong with a configuration of a Pod, as it is told. */
const CONFIGURATIONS: Record<string, RegExp> = {
  'Object{spec: Object.spec{nothing: 1}}':
    /typed object: \.spec\.nothing: field not declared in schema$/,
  'Object{spec: Object.metadata{name: "x"}}':
    /unexpected type name "Object.metadata", expected "Object.spec", which matches field name path/,
  'Object{spec: Object.spec{tolerations: [Object.spec.tolerations{key: "a"}]}}':
    /may not mutate atomic arrays, maps or structs: \.spec\.tolerations$/,
}

test('a configuration that does not fit is refused', async () => {
  const at = await namespace('fitted')
  const rule = { ...rules[0], resources: ['pods'] }
  for (const [expression, message] of Object.entries(CONFIGURATIONS)) {
    const url = `${ADMISSION}/mutatingadmissionpolicies`
    await post(url, {
      metadata: { name: 'fitted' },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        reinvocationPolicy: 'Never',
        mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
      },
    })
    await post(`${ADMISSION}/mutatingadmissionpolicybindings`, bound('fitted', {}))
    assert.match((await post(`${at}/pods`, pod('p'))).json().message, message)
    await app.inject({ method: 'DELETE', url: `${url}/fitted` })
  }
})

test('parameters in a namespace are none for what is in no namespace', async () => {
  const rule = {
    apiGroups: ['rbac.authorization.k8s.io'],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['clusterroles'],
  }
  await post(`${ADMISSION}/validatingadmissionpolicies`, {
    metadata: { name: 'misplaced' },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'true' }],
    },
  })
  const paramRef = { name: 'c', parameterNotFoundAction: 'Allow' }
  await post(`${ADMISSION}/validatingadmissionpolicybindings`, {
    metadata: { name: 'misplaced' },
    spec: { policyName: 'misplaced', validationActions: ['Warn'], paramRef },
  })
  const refused = await post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    metadata: { name: 'r' },
    rules: [],
  })
  assert.match(refused.json().message, /cannot use namespaced paramRef in policy binding that/)
})
