import assert from 'node:assert/strict'
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { WebSocket } from 'ws'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

const quick = { timeout: 20_000 }

test('a watch tells what comes, a frame a line, and its head at once', quick, async () => {
  const { app } = await serve()
  const watch = await open(app, `${CONFIG_MAPS}?watch=true`)
  assert.equal(watch.response.headers['content-type'], 'application/json')
  await post(app, 'a')
  const frame = await watch.next()
  assert.equal(frame.type, 'ADDED')
  assert.equal(frame.object.kind, 'ConfigMap')
  assert.equal(frame.object.metadata.name, 'a')
  await app.close()
})

test('a watch that is first told all marks the end of it', quick, async () => {
  const { app } = await serve()
  await post(app, 'a')
  const watch = await open(app, `${CONFIG_MAPS}?watch=1&allowWatchBookmarks=true`)
  assert.equal((await watch.next()).type, 'ADDED')
  const mark = await watch.next()
  assert.equal(mark.type, 'BOOKMARK')
  assert.equal(mark.object.metadata.annotations['k8s.io/initial-events-end'], 'true')
  await app.close()
})

test('a watch as Table tells its columns once', quick, async () => {
  const { app } = await serve()
  const watch = await open(
    app,
    `${CONFIG_MAPS}?watch=1`,
    'application/json;as=Table;v=v1;g=meta.k8s.io',
  )
  await post(app, 'a')
  await post(app, 'b')
  assert.ok((await watch.next()).object.columnDefinitions.length > 0)
  assert.equal((await watch.next()).object.columnDefinitions, null)
  await app.close()
})

test(
  'a watch of a revision that is forgotten ends with an error in the stream',
  quick,
  async () => {
    const { app, registry } = await serve()
    await post(app, 'a')
    await post(app, 'b')
    registry.store.compact(registry.store.revision - 1)
    const watch = await open(app, `${CONFIG_MAPS}?watch=1&resourceVersion=1`)
    const frame = await watch.next()
    assert.equal(frame.type, 'ERROR')
    assert.equal(frame.object.code, 410)
    await watch.end()
    await app.close()
  },
)

test('a watch ends after the seconds that were asked for', quick, async () => {
  const { app } = await serve()
  const watch = await open(app, `${CONFIG_MAPS}?watch=1&timeoutSeconds=1`)
  await watch.end()
  await app.close()
})

test('options that do not fit are answered before the stream begins', quick, async () => {
  const { app } = await serve()
  const answer = await app.inject(`${CONFIG_MAPS}?watch=1&sendInitialEvents=true`)
  assert.equal(answer.statusCode, 422)
})

test('a watch is had over a WebSocket', quick, async () => {
  const { app } = await serve()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = new WebSocket(`${url.replace('http', 'ws')}${CONFIG_MAPS}?watch=true`)
  await once(socket, 'open')
  await post(app, 'a')
  const [message] = await once(socket, 'message')
  assert.equal(JSON.parse(String(message)).object.metadata.name, 'a')
  socket.terminate()
  await app.close()
})

test('a WebSocket for what cannot be watched is refused with a Status', quick, async () => {
  const { app } = await serve()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/nothings?watch=true`)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  assert.equal(response.statusCode, 404)
  await app.close()
})

test('another protocol that is only offered is not taken', quick, async () => {
  const { app } = await serve()
  const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const body = JSON.stringify(configMap('a'))
  const socket = connect(Number(url.port), url.hostname)
  socket.write(
    `POST ${CONFIG_MAPS} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const [head] = await once(socket, 'data')
  assert.match(String(head), /^HTTP\/1\.1 201 Created/)
  socket.destroy()
  await app.close()
})

test('a method that HTTP does not know is not allowed', quick, async () => {
  const { app } = await serve()
  const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(url.port), url.hostname)
  socket.write(`FOO ${CONFIG_MAPS} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`)
  const [head] = await once(socket, 'data')
  assert.match(String(head), /^HTTP\/1\.1 405 /)
  await app.close()
})

test('a slow reader costs no memory: nothing is taken from the log for it', quick, async () => {
  const { app, registry } = await serve()
  const sockets = new Set<Socket>()
  app.server.on('connection', socket => sockets.add(socket))
  const watch = await open(app, `${CONFIG_MAPS}?watch=1`)
  watch.response.pause()
  for (let n = 0; n < 60; n++) await post(app, `c${n}`, 'x'.repeat(500_000))
  const buffered = [...sockets].reduce((sum, socket) => sum + socket.writableLength, 0)
  assert.ok(buffered < 5_000_000, `${buffered} bytes wait for a reader who does not read`)
  assert.ok(registry.store.revision > 60)
  await app.close()
})

test('closing ends watches and lets go of sockets', quick, async () => {
  const { app } = await serve()
  const watches = [
    await open(app, `${CONFIG_MAPS}?watch=1`),
    await open(app, '/api/v1/pods?watch=1'),
  ]
  await app.close()
  await Promise.all(watches.map(watch => watch.end()))
})

interface Frame {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: frames are looked into freely
  readonly object: any
}

async function open(app: FastifyInstance, path: string, accept = 'application/json') {
  const url = app.server.listening
    ? addressOf(app)
    : await app.listen({ port: 0, host: '127.0.0.1' })
  const request = http.get(`${url}${path}`, { headers: { accept }, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  assert.equal(response.statusCode, 200)
  response.setEncoding('utf8')
  response.on('error', () => {})
  const frames = lines(response)
  return {
    response,
    end: async () => {
      for await (const _ of frames);
    },
    next: async (): Promise<Frame> => JSON.parse((await frames.next()).value ?? 'null'),
  }
}

async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  for await (const part of response) {
    const all = (rest + part).split('\n')
    rest = all.pop() ?? ''
    yield* all
  }
}

function addressOf(app: FastifyInstance): string {
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

const post = (app: FastifyInstance, name: string, x = '1') =>
  app.inject({ method: 'POST', url: CONFIG_MAPS, payload: configMap(name, { x }) })
