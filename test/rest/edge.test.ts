import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

/** `METHOD PATH`, the code, and what the answer says. */
const answers: Readonly<Record<string, readonly [number, RegExp]>> = {
  'GET /api/v1/watch': [500, /^Internal Server Error: "\/api\/v1\/watch": failed to create/],
  'GET /apis/apps/v1/proxy': [500, /unable to determine kind and namespace from url/],
  [`GET ${CONFIG_MAPS}?limit=a&timeoutSeconds=b`]: [400, /parsing \\"b\\"/],
  [`GET ${CONFIG_MAPS}?fieldSelector=a%3Db&resourceVersionMatch=Exact`]: [
    422,
    /resourceVersionMatch is forbidden unless/,
  ],
  [`GET ${CONFIG_MAPS}?fieldSelector=a%3Db`]: [400, /is not a known field selector/],
  [`GET ${CONFIG_MAPS}?timeout=x`]: [400, /invalid timeout specified/],
  [`GET ${CONFIG_MAPS}/none?export=true`]: [400, /the export parameter/],
  [`GET ${CONFIG_MAPS}/none?export=false`]: [404, /not found/],
  'GET /api/v1/%E0%A4%A': [400, /^400 Bad Request$/],
  'GET /healthz/': [404, /^404 page not found/],
  'GET /healthz/ping': [200, /^ok$/],
  'GET /healthz?verbose&exclude=z&exclude=a&exclude=z': [200, /no matches for "a","z"\n/],
  'POST /version': [405, /does not allow this method/],
  'GET /version/': [200, /"major"/],
  'GET /version/x': [404, /could not find the requested resource/],
  'GET /openapi/v2/': [404, /^404 page not found/],
  'GET /index.html': [200, /"paths"/],
  'GET /metrics/slis': [200, /kubernetes_healthcheck\{name="ping",type="livez"\} 1/],
  'GET /apis//v1': [404, /^404 page not found/],
  'POST /api/v1/namespaces/default/pods/x/exec?dryRun=All': [400, /dryRun is not supported/],
}

test('odd requests are answered as the real server answers them', async () => {
  const { app } = await serve()
  for (const [line, [code, text]] of Object.entries(answers)) {
    const [method, url] = line.split(' ') as ['GET', string]
    const answer = await app.inject({ method, url })
    assert.equal(answer.statusCode, code, line)
    assert.match(answer.payload, text, line)
  }
})

const accepts: Readonly<Record<string, number>> = {
  'application/json;sv=v1': 200,
  'application/json;sv=v2': 406,
  'application/json;stream=watch': 200,
  'application/yaml;stream=watch': 406,
}
test('what the router serves beside resources is had as JSON only', async () => {
  const { app } = await serve()
  const answer = await app.inject({ url: '/version', headers: { accept: 'text/html' } })
  assert.equal(answer.statusCode, 406)
  assert.match(answer.payload, /Available representations: application\/json"/)
})

test('parameters of a media type that are known must be met', async () => {
  const { app } = await serve()
  for (const [accept, code] of Object.entries(accepts)) {
    const answer = await app.inject({ url: CONFIG_MAPS, headers: { accept } })
    assert.equal(answer.statusCode, code, accept)
  }
})

const contentTypes: Readonly<Record<string, number>> = {
  'application/json; charset="utf-8"': 201,
  'application/JSON;': 201,
  'application/json; charset': 415,
  ';': 415,
}
test('a content type is read with its parameters', async () => {
  const { app } = await serve()
  let count = 0
  for (const [type, code] of Object.entries(contentTypes)) {
    const payload = JSON.stringify(configMap(`c${++count}`))
    const headers = { 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: CONFIG_MAPS, headers, payload })
    assert.equal(answer.statusCode, code, type)
  }
})

test('an answer bears the audit id that its client gave', async () => {
  const { app } = await serve()
  const answer = await app.inject({ url: '/healthz', headers: { 'audit-id': 'mine' } })
  assert.equal(answer.headers['audit-id'], 'mine')
})

test('what an update may not say is told before what it is written in', async () => {
  const { app } = await serve()
  const headers = { 'content-type': 'text/plain' }
  const put = (query: string) =>
    app.inject({ method: 'PUT', url: `${CONFIG_MAPS}/a${query}`, headers, payload: 'x' })
  assert.equal((await put('?dryRun=x')).statusCode, 422)
  assert.equal((await put('')).statusCode, 415)
})

test('a scale that is something else, or says more, is told so', async () => {
  const { app } = await serve()
  const deployments = '/apis/apps/v1/namespaces/default/deployments'
  const send = (method: 'POST' | 'PUT', url: string, body: object) =>
    app.inject({ method, url, payload: body })
  const labels = { a: 'b' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const spec = { selector: { matchLabels: labels }, template }
  await send('POST', deployments, { metadata: { name: 'd' }, spec })
  const scale = (body: object, query = '') => send('PUT', `${deployments}/d/scale${query}`, body)
  const other = await scale({ kind: 'Foo', apiVersion: 'v1' })
  assert.match(other.payload, /cannot be handled as a Scale: no kind \\"Foo\\" is registered/)
  const more = { metadata: { name: 'd' }, spec: { replicas: 2, x: 1 } }
  const warned = await scale(more)
  assert.deepEqual(
    [warned.statusCode, warned.headers.warning],
    [200, '299 - "unknown field \\"spec.x\\""'],
  )
  assert.equal((await scale(more, '?fieldValidation=Strict')).statusCode, 400)
  const elsewhere = { metadata: { name: 'd', namespace: 'other' }, spec: {} }
  assert.match((await scale(elsewhere)).payload, /does not match the namespace sent/)
})

const types: Readonly<Record<string, number>> = {
  'application/json; charset=utf-8': 201,
  'application/json;a="b;c" ; d=e;': 201,
  'application/json;a': 415,
  [`application/json;a=b${' '.repeat(500_000)}@`]: 415,
}
for (const [index, [type, code]] of Object.entries(types).entries())
  test(`a Content-Type of ${type.slice(0, 40)} is answered with ${code}, however long it is`, async () => {
    const { app } = await serve()
    const headers = { 'content-type': type }
    const payload = JSON.stringify(configMap(`m${index}`))
    const answer = await app.inject({ method: 'POST', url: CONFIG_MAPS, headers, payload })
    assert.equal(answer.statusCode, code)
  })

test('who breaks off what they send is no error of the server', async () => {
  const { app, errors } = await serve()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const taken = once(app.server, 'request')
  socket.write(`POST ${CONFIG_MAPS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"a"`)
  const [, response] = await taken
  socket.destroy()
  await once(response, 'close')
  await app.close()
  assert.deepEqual(errors, [])
})
