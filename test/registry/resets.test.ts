// Fields that an endpoint resets belong to nobody who writes there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import type { KubeObject } from '../../src/meta/object.ts'

/** Any signing request will do. */
const REQUEST = [
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIR01HNENBUUF3RERFS01BZ0dBMVVF',
  'QXd3QllUQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQQpCSGczZll5NG91V2loSlpmS0lr',
  'eGhFQ3gwUWNNREl6NFdkRmtRVzJnYy9ad2FuMFVOR2paOEJYZjh0WVdGaUtZClM4cFBKMWExQXE0SDYy',
  'eWQwczIxL2dHZ0FEQUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpQkkzenZKZGdRZEN5b2UKcW14OU1TT3lh',
  'UnAyNEg5VnRzU081NzlzS1hFOUZ3SWhBT3d3Ykw4UTkvc2Vza2w1ek5ZSFdVTzN4UThLTERuMQovaldh',
  'ZDM3UC9nYTEKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==',
].join('')

let cluster: Cluster

before(async () => {
  cluster = await startCluster({ nodes: 0, controlPlaneNodes: 0, clock: 'virtual' })
})

after(() => cluster.close())

async function send(
  method: string,
  path: string,
  body: object,
  type = 'json',
): Promise<KubeObject> {
  const answer = await fetch(`${cluster.url}${path}`, {
    method,
    headers: { 'content-type': `application/${type}`, 'user-agent': 'me' },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, await answer.clone().text())
  return (await answer.json()) as KubeObject
}

/** What a manager owns through a subresource. */
const ownedBy = (object: KubeObject, manager: string, subresource?: string): unknown =>
  object.metadata.managedFields?.find(
    entry => entry.manager === manager && entry.subresource === subresource,
  )?.fieldsV1

const metadata = { name: 'a', labels: { a: 'b' } }
const labels = { app: 'a' }
const template = {
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'i' }] },
}
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: { replicas: 0, selector: { matchLabels: labels }, template },
}

/** What an applier of the status owns when it names labels, annotations and the status. */
const STATUSES: Readonly<Record<string, { path: string; object: object; owns: object }>> = {
  'a Deployment keeps its labels': {
    path: '/apis/apps/v1/namespaces/default/deployments',
    object: deployment,
    owns: { 'f:metadata': { 'f:annotations': { 'f:x': {} } } },
  },
  'a ReplicaSet does not': {
    path: '/apis/apps/v1/namespaces/default/replicasets',
    object: { ...deployment, kind: 'ReplicaSet' },
    owns: { 'f:metadata': { 'f:annotations': { 'f:x': {} }, 'f:labels': { 'f:l': {} } } },
  },
  'a FlowSchema keeps all of its metadata': {
    path: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
    object: {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata,
      spec: { priorityLevelConfiguration: { name: 'global-default' } },
    },
    owns: {},
  },
  'a ServiceCIDR keeps all of its metadata': {
    path: '/apis/networking.k8s.io/v1/servicecidrs',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata,
      spec: { cidrs: ['10.99.0.0/24'] },
    },
    owns: {},
  },
  'a CustomResourceDefinition does not': {
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    object: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'as.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'as', kind: 'A' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    },
    owns: { 'f:metadata': { 'f:annotations': { 'f:x': {} }, 'f:labels': { 'f:l': {} } } },
  },
}

for (const [claim, { path, object, owns }] of Object.entries(STATUSES))
  test(`resets: through its status ${claim}`, async () => {
    await send('POST', path, object)
    const {
      apiVersion,
      kind,
      metadata: { name },
    } = object as KubeObject
    const status = { conditions: [{ type: 'T', status: 'True', reason: 'R', message: 'm' }] }
    const config = {
      ...{ apiVersion, kind, status },
      metadata: { name, labels: { l: 'm' }, annotations: { x: 'y' } },
    }
    const applied = await send(
      'PATCH',
      `${path}/${name}/status?fieldManager=me`,
      config,
      'apply-patch+yaml',
    )
    const { 'f:status': _, ...rest } = ownedBy(applied, 'me', 'status') as Record<string, unknown>
    assert.deepEqual(rest, owns)
  })

test('resets: nobody owns the spec of a request for a certificate', async () => {
  const made = await send('POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata,
    spec: { request: REQUEST, signerName: 'example.com/signer', usages: ['client auth'] },
  })
  assert.deepEqual(ownedBy(made, 'me'), { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } })
})
