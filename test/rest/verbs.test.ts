import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

test('an object is created, read, listed, changed and deleted', async () => {
  const { app } = await serve()
  const created = await app.inject({
    method: 'POST',
    url: CONFIG_MAPS,
    payload: configMap('a', { x: '1' }),
  })
  assert.equal(created.statusCode, 201)
  assert.equal(created.headers['content-type'], 'application/json')
  const read = await app.inject(`${CONFIG_MAPS}/a`)
  assert.equal(read.body, created.body)
  const list = (await app.inject(CONFIG_MAPS)).json()
  assert.equal(list.kind, 'ConfigMapList')
  assert.deepEqual(Object.keys(list.items[0]), ['metadata', 'data'])
  const patched = await app.inject({
    method: 'PATCH',
    url: `${CONFIG_MAPS}/a`,
    headers: { 'content-type': 'application/merge-patch+json' },
    payload: '{"data":{"y":"2"}}',
  })
  assert.deepEqual(patched.json().data, { x: '1', y: '2' })
  const put = await app.inject({ method: 'PUT', url: `${CONFIG_MAPS}/a`, payload: configMap('a') })
  assert.equal(put.statusCode, 200)
  const gone = (await app.inject({ method: 'DELETE', url: `${CONFIG_MAPS}/a` })).json()
  assert.equal(gone.status, 'Success')
  assert.equal(gone.details.kind, 'configmaps')
  assert.equal((await app.inject(`${CONFIG_MAPS}/a`)).statusCode, 404)
  await app.close()
})

test('an object is written in the order of Go', async () => {
  const { app } = await serve()
  await app.inject({ method: 'POST', url: CONFIG_MAPS, payload: configMap('a', { x: '<' }) })
  const { body } = await app.inject(`${CONFIG_MAPS}/a`)
  assert.match(
    body,
    /^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"a","namespace":"default","uid":/,
  )
  assert.match(body, /"x":"\\u003c"/)
  assert.ok(body.endsWith('\n'))
})

const answers: Record<
  string,
  { method?: string; url: string; type?: string; payload?: string; want: string }
> = {
  'what is not there': { url: `${CONFIG_MAPS}/none`, want: '404 configmaps "none" not found' },
  'a resource that is not served': {
    url: '/api/v1/things',
    want: '404 the server could not find the requested resource',
  },
  'a group that is not served': {
    url: '/apis/nothing/v1/things',
    want: '404 404 page not found\n',
  },
  'a path outside of the API': { url: '/nothing', want: '404 404 page not found\n' },
  'a method that is not allowed': {
    method: 'PUT',
    url: CONFIG_MAPS,
    want: '405 the server does not allow this method on the requested resource',
  },
  'OPTIONS is no method of resources': {
    method: 'OPTIONS',
    url: CONFIG_MAPS,
    want: '405 the server does not allow this method on the requested resource',
  },
  'a create needs its namespace': {
    method: 'POST',
    url: '/api/v1/configmaps',
    payload: '{}',
    want: '405 the server does not allow this method on the requested resource',
  },
  'an object needs its namespace': {
    url: '/api/v1/configmaps/a',
    want: '404 the server could not find the requested resource',
  },
  'a namespace where there is none': {
    url: '/api/v1/namespaces/default/nodes',
    want: '404 the server could not find the requested resource',
  },
  'a subresource that is not there': {
    url: `${CONFIG_MAPS}/a/status`,
    want: '404 the server could not find the requested resource',
  },
  'a body of an unknown type': {
    method: 'POST',
    url: CONFIG_MAPS,
    type: 'text/plain',
    payload: '{}',
    want: '415 the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  },
  'a patch of an unknown type': {
    method: 'PATCH',
    url: `${CONFIG_MAPS}/a`,
    type: 'application/json',
    payload: '{}',
    want: '415 415: Unsupported Media Type',
  },
  'a body that is cut off': {
    method: 'POST',
    url: CONFIG_MAPS,
    payload: '{"a":',
    want: '400 the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"a":)',
  },
  'a body that is empty': {
    method: 'POST',
    url: CONFIG_MAPS,
    payload: '',
    want: "400 the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
  },
  'a deadline that is none': {
    url: `${CONFIG_MAPS}?timeout=5`,
    want: '400 invalid timeout specified in the request URL - time: missing unit in duration "5"',
  },
  'a field that cannot be selected by': {
    url: `${CONFIG_MAPS}?fieldSelector=foo%3Dbar`,
    want: '400 "foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  },
  'a kind under the group that it had once': {
    method: 'POST',
    url: '/apis/apps/v1/namespaces/default/daemonsets',
    payload: '{"kind":"DaemonSet","apiVersion":"extensions/v1beta1"}',
    want: '400 the API version in the data (extensions/v1beta1) does not match the expected API version (apps/v1)',
  },
  'another kind under the group that it had once': {
    method: 'POST',
    url: '/apis/apps/v1/namespaces/default/daemonsets',
    payload: '{"kind":"Deployment","apiVersion":"extensions/v1beta1"}',
    want: '400 Deployment in version "v1beta1" cannot be handled as a DaemonSet: converting (v1beta1.Deployment) to (apps.DaemonSet): unknown conversion',
  },
  'options of a delete that are none': {
    method: 'DELETE',
    url: `${CONFIG_MAPS}/a`,
    payload: '{"kind":"Options","apiVersion":"v1"}',
    want: '400 no kind "Options" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
  },
}

for (const [claim, { method = 'GET', url, type, payload, want }] of Object.entries(answers))
  test(`errors: ${claim}`, async () => {
    const { app } = await serve()
    const answer = await app.inject({
      method: method as 'GET',
      url,
      ...(payload === undefined
        ? {}
        : { payload, headers: { 'content-type': type ?? 'application/json' } }),
    })
    const text =
      answer.headers['content-type'] === 'application/json' ? answer.json().message : answer.body
    assert.equal(`${answer.statusCode} ${text}`, want)
  })

test('a body may come without its type, or be YAML', async () => {
  const { app } = await serve()
  const bare = await app.inject({
    method: 'POST',
    url: CONFIG_MAPS,
    payload: Buffer.from(JSON.stringify(configMap('a'))),
  })
  assert.equal(bare.statusCode, 201)
  const yaml = await app.inject({
    method: 'POST',
    url: CONFIG_MAPS,
    headers: { 'content-type': 'application/yaml' },
    payload: 'metadata:\n  name: b\ndata:\n  x: "1"\n',
  })
  assert.deepEqual(yaml.json().data, { x: '1' })
})

test('a body of more than 3 MiB is refused', async () => {
  const { app } = await serve()
  const answer = await app.inject({
    method: 'POST',
    url: CONFIG_MAPS,
    payload: Buffer.alloc(3 * 1024 * 1024 + 1, 32),
  })
  assert.equal(answer.statusCode, 413)
  assert.equal(answer.json().message, 'Request entity too large: limit is 3145728')
})

test('unknown fields are told in Warning headers', async () => {
  const { app } = await serve()
  const answer = await app.inject({
    method: 'POST',
    url: CONFIG_MAPS,
    payload: { ...configMap('a'), bogus: 1 },
  })
  assert.equal(answer.statusCode, 201)
  assert.equal(String(answer.headers.warning), '299 - "unknown field \\"bogus\\""')
})

test('an error that is nobody’s is logged, and told as an internal one', async () => {
  const boom = new Error('boom')
  const { app, errors } = await serve({
    authenticate: () => {
      throw boom
    },
  })
  const answer = await app.inject(CONFIG_MAPS)
  assert.equal(answer.statusCode, 500)
  assert.equal(answer.json().message, 'Internal error occurred: boom')
  assert.deepEqual(errors, [boom])
})

test('a Host that is no name of this machine is refused when that is asked', async () => {
  const { app } = await serve({ loopbackOnly: true })
  for (const [host, code] of [
    ['127.0.0.1:8080', 200],
    ['localhost', 200],
    ['[::1]:80', 200],
    ['evil.example.com', 403],
  ] as const)
    assert.equal((await app.inject({ url: '/version', headers: { host } })).statusCode, code, host)
})

test('a page of another site is refused then, though it sends what needs nobody’s leave', async () => {
  const { app } = await serve({ loopbackOnly: true })
  const payload = Buffer.from(JSON.stringify(configMap('a')))
  for (const [origin, code] of [
    ['https://evil.example.com', 403],
    ['http://localhost.evil.example.com', 403],
    ['null', 403],
    ['http://localhost:8001', 201],
  ] as const) {
    const headers = { host: 'localhost', origin }
    const { statusCode } = await app.inject({ method: 'POST', url: CONFIG_MAPS, headers, payload })
    assert.equal(statusCode, code, origin)
    const url = `${CONFIG_MAPS}?limit=1`
    assert.equal((await app.inject({ url, headers })).statusCode, 200, `reading from ${origin}`)
    const websocket = { ...headers, connection: 'Upgrade', upgrade: 'websocket' }
    const opened = await app.inject({ url, headers: websocket })
    assert.equal(opened.statusCode === 403, code === 403, `a WebSocket from ${origin}`)
  }
})

test('who may not is told so before it is known whether anything is there', async () => {
  const asked: string[] = []
  const { app } = await serve({
    authorize: (user, { verb, resource, name }) =>
      void asked.push(`${user.name} ${verb} ${resource} ${name}`),
  })
  await app.inject(`${CONFIG_MAPS}?fieldSelector=metadata.name%3Da&watch=0`)
  await app.inject({ method: 'DELETE', url: '/apis/apps/v1/namespaces/default/nothings' })
  await app.inject('/version')
  assert.deepEqual(asked, [
    'kubernetes-admin list configmaps a',
    'kubernetes-admin deletecollection nothings ',
    'kubernetes-admin get  ',
  ])
})

test('a large list is compressed for who can read that', async () => {
  const { app } = await serve()
  for (const name of ['a', 'b', 'c'])
    await app.inject({
      method: 'POST',
      url: CONFIG_MAPS,
      payload: configMap(name, { x: 'y'.repeat(60_000) }),
    })
  const zipped = await app.inject({ url: CONFIG_MAPS, headers: { 'accept-encoding': 'gzip' } })
  assert.equal(zipped.headers['content-encoding'], 'gzip')
  const plain = await app.inject(CONFIG_MAPS)
  assert.equal(plain.headers['content-encoding'], undefined)
})

test('JSON is indented for people', async () => {
  const { app } = await serve()
  for (const [url, agent, lines] of [
    ['/apis/policy', 'x', 2],
    ['/apis/policy?pretty=1', 'x', 15],
    ['/apis/policy', 'curl/8', 15],
    ['/apis/policy?pretty=false', 'curl/8', 2],
  ] as const) {
    const { body } = await app.inject({ url, headers: { 'user-agent': agent } })
    assert.equal(body.split('\n').length, lines, `${url} ${agent}`)
  }
})
