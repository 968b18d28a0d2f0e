// A definition whose versions differ, and the webhook that turns one into the other, over real HTTPS.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { newAuthority } from '../../src/auth/ca.ts'
import { servingCertificate } from '../../src/auth/issue.ts'
import { VirtualClock } from '../../src/clock.ts'
import { createCluster } from '../../src/cluster.ts'

interface Review {
  request: { uid: string; desiredAPIVersion: string; objects: Sized[] }
}
interface Sized {
  apiVersion: string
  kind: string
  metadata: { name: string; labels?: Record<string, string> }
  spec: { size?: number; large?: boolean }
}

/** How many objects were asked about, and what the webhook spoils. */
let asked = 0
let spoil: (response: Record<string, unknown>) => unknown = response => response

/** v1 has a size, v2 says whether it is large. */
function converted(object: Sized, apiVersion: string): Sized {
  const { size, large } = object.spec
  const spec = apiVersion.endsWith('/v2') ? { large: (size ?? 0) > 10 } : { size: large ? 100 : 1 }
  return { ...object, apiVersion, spec }
}

function answer(review: Review): unknown {
  const { uid, desiredAPIVersion, objects } = review.request
  asked += objects.length
  const convertedObjects = objects.map(object => converted(object, desiredAPIVersion))
  const response = spoil({ uid, convertedObjects, result: { status: 'Success' } })
  return { kind: 'ConversionReview', apiVersion: 'apiextensions.k8s.io/v1', response }
}

const clock = new VirtualClock()
const authority = newAuthority(Date.now())
const { key, certificate: cert } = servingCertificate(authority, ['127.0.0.1'], Date.now())
const server: Server = createServer({ key, cert }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString()))))
  })
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

const cluster = await createCluster({ nodes: 0, controlPlaneNodes: 0, insecure: true, clock })
after(async () => {
  await cluster.close()
  server.close()
})
const { app } = cluster

const schema = (properties: object) => ({
  openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } },
})
const version = (name: string, storage: boolean, properties: object) => ({
  name,
  served: true,
  storage,
  schema: schema(properties),
})
await app.inject({
  method: 'POST',
  url: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  payload: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boxes.shop.example' },
    spec: {
      group: 'shop.example',
      scope: 'Namespaced',
      names: { plural: 'boxes', kind: 'Box' },
      versions: [
        version('v1', true, { size: { type: 'integer' } }),
        version('v2', false, { large: { type: 'boolean' } }),
      ],
      conversion: {
        strategy: 'Webhook',
        webhook: {
          conversionReviewVersions: ['v1'],
          clientConfig: {
            url: `https://127.0.0.1:${port}/convert`,
            caBundle: Buffer.from(authority.certificate).toString('base64'),
          },
        },
      },
    },
  },
})
await cluster.runner.settle()

const at = (version: string, name = '') =>
  `/apis/shop.example/${version}/namespaces/default/boxes${name === '' ? '' : `/${name}`}`
const box = (version: string, name: string, spec: object) => ({
  apiVersion: `shop.example/${version}`,
  kind: 'Box',
  metadata: { name },
  spec,
})
const send = (method: 'POST' | 'PUT' | 'PATCH', url: string, payload: object, type?: string) =>
  app.inject({ method, url, payload, headers: type === undefined ? {} : { 'content-type': type } })
const get = async (url: string) => (await app.inject({ url })).json()

test('what is written in one version is read in another', async () => {
  const made = await send('POST', at('v2'), box('v2', 'a', { large: true }))
  assert.equal(made.statusCode, 201)
  assert.deepEqual(made.json().spec, { large: true })
  assert.equal(made.json().apiVersion, 'shop.example/v2')
  assert.deepEqual((await get(at('v1', 'a'))).spec, { size: 100 })
})

test('a list is converted item by item', async () => {
  await send('POST', at('v1'), box('v1', 'b', { size: 3 }))
  const { items } = await get(at('v2'))
  assert.deepEqual(
    items.map((item: Sized) => [item.metadata.name, item.spec.large]),
    [
      ['a', true],
      ['b', false],
    ],
  )
})

test('what was converted once is not asked about again', async () => {
  const before = asked
  await get(at('v2'))
  assert.equal(asked, before)
})

test('a patch is made to the object as its version shows it', async () => {
  const patch = { spec: { large: false } }
  const done = await send('PATCH', at('v2', 'a'), patch, 'application/merge-patch+json')
  assert.deepEqual(done.json().spec, { large: false })
  assert.deepEqual((await get(at('v1', 'a'))).spec, { size: 1 })
})

test('a watch shows objects in its version', async () => {
  const response = await app.inject({
    url: `${at('v2')}?watch=1&resourceVersion=0`,
    payloadAsStream: true,
  })
  const [chunk] = (await response.stream().take(1).toArray()) as Buffer[]
  const frame = JSON.parse(String(chunk).split('\n')[0] ?? '')
  assert.equal(frame.object.apiVersion, 'shop.example/v2')
  assert.deepEqual(frame.object.spec, { large: false })
})

const FLAWS: Record<string, [typeof spoil, RegExp]> = {
  'an answer that is no success': [
    response => ({ ...response, result: { status: 'Failure', message: 'not today' } }),
    /^conversion webhook for shop.example\/v1, Kind=Box failed: not today$/,
  ],
  'an answer to another question': [
    response => ({ ...response, uid: 'x' }),
    /failed: expected response.uid=".+", got "x"$/,
  ],
  'too few objects': [
    response => ({ ...response, convertedObjects: [] }),
    / returned 0 objects, expected 1$/,
  ],
  'an object under another name': [
    response => renamed(response),
    / returned invalid object: must have the same name: c\d+ != other$/,
  ],
  'no answer': [() => undefined, /failed: no response provided$/],
}

function renamed(response: Record<string, unknown>): unknown {
  const [object] = response.convertedObjects as Sized[]
  if (object === undefined) return response
  const metadata = { ...object.metadata, name: 'other' }
  return { ...response, convertedObjects: [{ ...object, metadata }] }
}

let size = 50
for (const [name, [how, message]] of Object.entries(FLAWS))
  test(`${name} of a webhook fails the request`, async () => {
    size++
    await send('POST', at('v1'), box('v1', `c${size}`, { size }))
    spoil = how
    const failed = await app.inject({ url: at('v2', `c${size}`) })
    spoil = response => response
    assert.equal(failed.statusCode, 500)
    assert.match(failed.json().message, message)
  })

test('what is already in the version needs no webhook', async () => {
  const before = asked
  assert.deepEqual((await get(at('v1', 'b'))).spec, { size: 3 })
  assert.equal(asked, before)
})
