// A Scale is an object like others: its kind, uid and unknown fields are looked at.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'

const PLACE = '/apis/apps/v1/namespaces/default/deployments'
const labels = { app: 'a' }
let cluster: Cluster

before(async () => {
  cluster = await startCluster({ nodes: 0, controlPlaneNodes: 0, clock: 'virtual' })
  await cluster.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  })
})

after(() => cluster.close())

/** What is refused, and what is said of it. */
const REFUSED: Readonly<
  Record<string, { patch: object; query?: string; code: number; told: RegExp }>
> = {
  'of another kind': {
    patch: { kind: 'Deployment' },
    code: 422,
    told: /no kind "Deployment" is registered for version "autoscaling\/v1"/,
  },
  'of another uid': {
    patch: { metadata: { uid: 'other' } },
    code: 409,
    told: /deployments\/scale\.apps "a": Precondition failed: UID in precondition: other/,
  },
  'with unknown fields, strictly': {
    patch: { spec: { nope: 1 } },
    query: '?fieldValidation=Strict',
    code: 422,
    told: /strict decoding error: unknown field "spec\.nope"/,
  },
  'that is below zero, whatever its version': {
    patch: { metadata: { resourceVersion: '1' }, spec: { replicas: -1 } },
    code: 422,
    told: /spec\.replicas: Invalid value: -1/,
  },
}

for (const [claim, { patch, query = '', code, told }] of Object.entries(REFUSED))
  test(`scale: refused is a Scale ${claim}`, async () => {
    const answer = await fetch(`${cluster.url}${PLACE}/a/scale${query}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(patch),
    })
    assert.match(((await answer.json()) as { message: string }).message, told)
    assert.equal(answer.status, code)
  })

test('scale: a PUT of another uid is told as the store tells it', async () => {
  const answer = await fetch(`${cluster.url}${PLACE}/a/scale`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name: 'a', uid: 'other' }, spec: { replicas: 1 } }),
  })
  assert.match(
    ((await answer.json()) as { message: string }).message,
    /Key: \/registry\/deployments\/default\/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed/,
  )
})

test('scale: a custom resource without replicas cannot be seen as one, but can be given some', async () => {
  const group = 'scales.example.com'
  await cluster.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
          subresources: {
            scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' },
          },
        },
      ],
    },
  })
  await cluster.settle()
  await cluster.apply({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'w' } })
  const url = `${cluster.url}/apis/${group}/v1/namespaces/default/widgets/w/scale`
  const told = async (method: string, body?: object) => {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/merge-patch+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as { message?: string; spec?: object }
  }
  assert.match(
    (await told('GET')).message ?? '',
    /the spec replicas field ".spec.n" does not exist/,
  )
  assert.match(
    (await told('PATCH', {})).message ?? '',
    /^the spec replicas field ".spec.n" cannot be empty$/,
  )
  assert.deepEqual((await told('PATCH', { spec: { replicas: 2 } })).spec, { replicas: 2 })
})
