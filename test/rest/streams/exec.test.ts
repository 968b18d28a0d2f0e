import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import type { LibraryCluster } from '../../../src/cluster/library.ts'
import {
  controlFrame,
  dataFrame,
  FIN,
  FrameReader,
  TYPE,
  words,
} from '../../../src/rest/streams/spdy/frames.ts'
import { HeaderWriter } from '../../../src/rest/streams/spdy/headers.ts'
import { clusterWithPod, podUrl, talk, through } from './world.ts'

const ALL = 'stdout=true&stderr=true'
const script = (text: string, streams = ALL) =>
  `command=sh&command=-c&command=${encodeURIComponent(text)}&container=main&${streams}`

describe('exec over WebSockets', () => {
  let cluster: LibraryCluster
  before(async () => {
    cluster = await clusterWithPod()
  })
  after(() => cluster.close())

  for (const protocol of ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io'])
    it(`keeps output, errors and the outcome apart in ${protocol}`, async () => {
      const url = podUrl(cluster, 'exec', script('echo out; echo err >&2; exit 3'))
      const told = await talk(url, protocol)
      assert.equal(told.protocol, protocol)
      assert.equal(told.code, 1000)
      assert.equal(through(told.messages, 1), 'out\n')
      assert.equal(through(told.messages, 2), 'err\n')
      const status = JSON.parse(through(told.messages, 3))
      assert.equal(status.reason, 'NonZeroExitCode')
      assert.deepEqual(status.details.causes, [{ reason: 'ExitCode', message: '3' }])
    })

  it('tells a success as a Status since v4, and nothing before', async () => {
    const url = podUrl(cluster, 'exec', script('echo hi'))
    const now = await talk(url, 'v4.channel.k8s.io')
    assert.deepEqual(JSON.parse(through(now.messages, 3)), { metadata: {}, status: 'Success' })
    for (const older of ['channel.k8s.io', undefined])
      assert.equal(through((await talk(url, older)).messages, 3), '')
  })

  it('ends standard input when a client of v5 closes its channel', async () => {
    const url = podUrl(cluster, 'exec', `command=cat&stdin=true&${ALL}`)
    const told = await talk(
      url,
      'v5.channel.k8s.io',
      Buffer.from('\0hello '),
      Buffer.from('\0world'),
      Buffer.from([255, 0]),
    )
    assert.equal(through(told.messages, 1), 'hello world')
  })

  it('tells in the stream that a program is missing', async () => {
    const told = await talk(podUrl(cluster, 'exec', `command=nosuch&${ALL}`), 'v5.channel.k8s.io')
    const status = JSON.parse(through(told.messages, 3))
    assert.equal(status.reason, 'InternalError')
    assert.match(status.message, /"nosuch": executable file not found in \$PATH/)
  })

  const REFUSALS: readonly (readonly [string, string, string, number, RegExp])[] = [
    ['a Pod without a node', 'waiting', ALL, 400, /^pod waiting does not have a host assigned$/],
    [
      'no such container',
      'web',
      `${ALL}&container=x`,
      400,
      /^container x is not valid for pod web$/,
    ],
    ['no such Pod', 'none', ALL, 404, /^pods "none" not found$/],
    ['no upgrade', 'web', ALL, 400, /^Upgrade request required$/],
  ]
  for (const [what, pod, query, code, message] of REFUSALS)
    it(`refuses ${what}`, async () => {
      const url = podUrl(cluster, 'exec', `command=ls&${query}`, pod)
      const answer = await fetch(url, { method: 'POST' })
      assert.equal(answer.status, code)
      assert.match(((await answer.json()) as { message: string }).message, message)
    })

  it('speaks SPDY/3.1 with clients that know nothing newer', async () => {
    const connection = await upgraded(podUrl(cluster, 'exec', `command=cat&stdin=true&${ALL}`))
    const headers = new HeaderWriter()
    for (const [index, name] of ['error', 'stdin', 'stdout', 'stderr'].entries()) {
      const block = headers.write([['streamtype', name]])
      const payload = Buffer.concat([words(2 * index + 1, 0), Buffer.alloc(2), block])
      connection.write(controlFrame(TYPE.synStream, payload))
    }
    connection.write(dataFrame(3, Buffer.from('over spdy')))
    connection.write(dataFrame(3, Buffer.alloc(0), FIN))
    const reader = new FrameReader()
    const texts = new Map<number, string>()
    const replies: (number | undefined)[] = []
    for await (const chunk of connection)
      for (const { type, stream, payload } of reader.push(chunk as Buffer)) {
        if (type === undefined) texts.set(stream, (texts.get(stream) ?? '') + payload.toString())
        else replies.push(type)
      }
    assert.deepEqual(replies.filter(type => type === TYPE.synReply).length, 4)
    assert.equal(texts.get(5), 'over spdy')
    assert.deepEqual(JSON.parse(texts.get(1) ?? ''), { metadata: {}, status: 'Success' })
  })
})

async function upgraded(url: string): Promise<Duplex> {
  const asked = request(url, {
    method: 'POST',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'SPDY/3.1',
      'X-Stream-Protocol-Version': 'v4.channel.k8s.io',
    },
  })
  asked.end()
  const [response, socket, head] = await once(asked, 'upgrade')
  assert.equal(response.statusCode, 101)
  assert.equal(response.headers['x-stream-protocol-version'], 'v4.channel.k8s.io')
  if (head.length > 0) socket.unshift(head)
  return socket
}
