// Webhooks of the cluster, asked over real HTTPS.
import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { newAuthority } from '../../src/auth/ca.ts'
import { servingCertificate } from '../../src/auth/issue.ts'
import { VirtualClock } from '../../src/clock.ts'
import { createCluster } from '../../src/cluster.ts'

interface AdmissionRequest {
  uid: string
  operation: string
  object: { spec?: { containers: { name: string; resources?: object }[] } } | null
  oldObject: { metadata: { name: string } } | null
}

/** By path: what a webhook answers, and how often each was asked. */
const answers: Record<string, (request: AdmissionRequest) => object> = {}
const asked: string[] = []

const patch = (operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
})

const authority = newAuthority(Date.now())
const { key, certificate: cert } = servingCertificate(authority, ['127.0.0.1'], Date.now())
const server = createServer({ key, cert }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const review = JSON.parse(Buffer.concat(chunks).toString()) as { request: AdmissionRequest }
    const path = new URL(request.url ?? '', 'https://x').pathname.slice(1)
    asked.push(`${path} ${review.request.operation}`)
    const answer = answers[path]?.(review.request) ?? { allowed: true }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ ...review, response: { uid: review.request.uid, ...answer } }))
  })
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

const cluster = await createCluster({
  nodes: 0,
  controlPlaneNodes: 0,
  insecure: true,
  clock: new VirtualClock(),
})
after(async () => {
  await cluster.close()
  server.close()
})
const { app } = cluster
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })

async function namespace(name: string): Promise<string> {
  await post('/api/v1/namespaces', { metadata: { name } })
  return `/api/v1/namespaces/${name}`
}

async function mutating(name: string, paths: readonly string[]): Promise<string> {
  const at = await namespace(name)
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods', 'configmaps'] },
  ]
  await post('/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', {
    metadata: { name },
    webhooks: paths.map(path => ({
      name: `${path}.hook.example.com`,
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      reinvocationPolicy: 'IfNeeded',
      rules,
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
      clientConfig: {
        url: `https://127.0.0.1:${port}/${path}`,
        caBundle: Buffer.from(authority.certificate).toString('base64'),
      },
    })),
  })
  return at
}

test('what a webhook adds is looked at by the rules of the kind and by earlier webhooks', async () => {
  const sidecar = { name: 'sidecar', image: 'i' }
  answers.first = () => ({ allowed: true, warnings: ['look out'] })
  answers.second = ({ object }) =>
    object?.spec?.containers.length === 1
      ? patch([{ op: 'add', path: '/spec/containers/-', value: sidecar }])
      : { allowed: true }
  const at = await mutating('added', ['first', 'second'])
  const limits = [{ type: 'Container', defaultRequest: { cpu: '5m' } }]
  await post(`${at}/limitranges`, { metadata: { name: 'l' }, spec: { limits } })
  const containers = [{ name: 'c', image: 'i' }]
  const made = await post(`${at}/pods`, { metadata: { name: 'p' }, spec: { containers } })
  assert.equal(made.statusCode, 201)
  assert.equal(made.headers.warning, '299 - "look out"')
  assert.deepEqual(
    made.json().spec.containers.map((one: { resources: object }) => one.resources),
    [{ requests: { cpu: '5m' } }, { requests: { cpu: '5m' } }],
  )
  assert.deepEqual(asked.splice(0), [
    'first CREATE',
    'second CREATE',
    'first CREATE',
    ...['second CREATE'],
  ])
})

test('a webhook that changes is asked about deletions, and may only object', async () => {
  const at = await mutating('kept', ['keeper'])
  await post(`${at}/configmaps`, { metadata: { name: 'a' } })
  const remove = () => app.inject({ method: 'DELETE', url: `${at}/configmaps/a` })
  answers.keeper = ({ oldObject }) => ({
    allowed: false,
    status: { message: `${oldObject?.metadata.name} stays`, code: 403 },
  })
  const refused = await remove()
  assert.equal(refused.statusCode, 403)
  assert.equal(
    refused.json().message,
    'admission webhook "keeper.hook.example.com" denied the request: a stays',
  )
  answers.keeper = () => patch([{ op: 'add', path: '/data', value: {} }])
  assert.match((await remove()).json().message, /attempted to modify the object, which is not/)
  answers.keeper = () => ({ allowed: true })
  assert.equal((await remove()).statusCode, 200)
})

test('a condition that fails refuses a write where the webhook must be asked', async () => {
  const at = await namespace('conditional')
  await post('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
    metadata: { name: 'conditional' },
    webhooks: [
      {
        name: 'c.hook.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        rules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'conditional' } },
        matchConditions: [{ name: 'c', expression: 'object.data.x == "1"' }],
        clientConfig: { url: `https://127.0.0.1:${port}/c` },
      },
    ],
  })
  const refused = await post(`${at}/secrets`, { metadata: { name: 's' } })
  assert.equal(refused.statusCode, 403)
  assert.equal(
    refused.json().message,
    `secrets "s" is forbidden: expression 'object.data.x == "1"' resulted in error: no such key: data`,
  )
})
