import { once } from 'node:events'
import WebSocket from 'ws'
import { type LibraryCluster, startLibraryCluster } from '../../../src/cluster/library.ts'

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
}

/** A cluster with the running Pod `web`, and `waiting`, which no node is good enough for. */
export async function clusterWithPod(): Promise<LibraryCluster> {
  const cluster = await startLibraryCluster({ nodes: 1, clock: 'virtual', seed: 1 })
  await cluster.settle()
  await cluster.apply(POD)
  await cluster.apply({
    ...POD,
    metadata: { name: 'waiting' },
    spec: { ...POD.spec, nodeSelector: { no: 'where' } },
  })
  await cluster.settle()
  return cluster
}

export const podUrl = (cluster: LibraryCluster, subresource: string, query: string, pod = 'web') =>
  `${cluster.url}/api/v1/namespaces/default/pods/${pod}/${subresource}?${query}`

export interface Message {
  readonly channel: number
  readonly text: string
}

/** Sends messages over a WebSocket and gathers what comes until it is closed. */
export async function talk(url: string, protocol: string | undefined, ...sent: Uint8Array[]) {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol === undefined ? [] : [protocol])
  const messages: Message[] = []
  const base64 = protocol?.includes('base64') === true
  socket.on('message', (data: Buffer) => {
    const channel = (data[0] ?? 0) - (base64 ? 48 : 0)
    const text = base64
      ? Buffer.from(data.toString('latin1', 1), 'base64').toString()
      : data.toString('utf8', 1)
    messages.push({ channel, text })
  })
  await once(socket, 'open')
  for (const one of sent) socket.send(one)
  const [code] = await once(socket, 'close')
  return { messages, code: code as number, protocol: socket.protocol }
}

/** All that came through a channel. */
export const through = (messages: readonly Message[], channel: number): string =>
  messages
    .filter(one => one.channel === channel)
    .map(one => one.text)
    .join('')
