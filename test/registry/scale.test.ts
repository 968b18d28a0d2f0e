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
