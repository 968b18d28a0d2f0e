// REST over a memory store: requests a second, each beside a bare node:http server that sends the same bytes.
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startCluster } from '../src/index.ts'
import type { Figure } from './main.ts'

const PODS = 1_000
const LIMIT = 'bare node:http'

export async function run(): Promise<readonly Figure[]> {
  const cluster = await startCluster({ nodes: 0, controlPlaneNodes: 0 })
  try {
    const pods = `${cluster.url}/api/v1/namespaces/default/pods`
    await new Promise(done => setTimeout(done, 200))
    for (let n = 0; n < PODS; n++) await post(pods, podNamed(`p-${n}`))
    return [
      await read('GET of one Pod', cluster.url, '/api/v1/namespaces/default/pods/p-1'),
      await read(`list of ${PODS} Pods`, cluster.url, '/api/v1/namespaces/default/pods'),
      await created('create of a ConfigMap', cluster.url),
    ]
  } finally {
    await cluster.close()
  }
}

async function read(name: string, url: string, path: string): Promise<Figure> {
  const answer = Buffer.from(await (await fetch(url + path)).arrayBuffer())
  const bare = await bareServer(answer)
  const limit = await load(portOf(bare), path)
  const value = await load(Number(new URL(url).port), path)
  bare.close()
  return { name, value, unit: 'requests/s', ratio: value / limit, limit: LIMIT }
}

async function created(name: string, url: string): Promise<Figure> {
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c-{serial}' },
    data: { a: 'b' },
  })
  const file = join(mkdtempSync(join(tmpdir(), 'mimikube-bench-')), 'body.json')
  writeFileSync(file, body)
  const bare = await bareServer(Buffer.alloc(600, 0x20))
  const path = '/api/v1/namespaces/default/configmaps'
  const limit = await load(portOf(bare), path, file)
  const value = await load(Number(new URL(url).port), path, file)
  bare.close()
  return { name, value, unit: 'requests/s', ratio: value / limit, limit: LIMIT }
}

function bareServer(answer: Buffer): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': answer.length,
      })
      response.end(answer)
    })
  })
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)))
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const LOAD = fileURLToPath(new URL('load.ts', import.meta.url))

async function load(port: number, path: string, body = ''): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    LOAD,
    String(port),
    path,
    '16',
    '2',
    body,
  ])
  return Number(stdout)
}

async function post(url: string, object: object): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  })
}

const podNamed = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web', tier: 'front' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27', env: [{ name: 'A', value: 'b' }] }] },
})
