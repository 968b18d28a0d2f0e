// Streams between a client and what runs for it, over the protocols that clients speak: WebSockets with
// channels, and SPDY. What runs there, and for whom, is not known here.
import { PassThrough, type Readable } from 'node:stream'
import type { StatusError } from '../../meta/status.ts'
import type { HandlerCall } from '../handlers.ts'
import { channelsOver } from './channels.ts'
import { openSpdy, openWebSocket, upgradeOf, webSocketProtocol } from './handshake.ts'
import { SpdySession, type SpdyStream } from './spdy/session.ts'

/** Which streams a client wants. */
export interface WantedStreams {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

/** How a command ended. */
export type Outcome = { readonly exitCode: number } | { readonly error: StatusError }

export interface CommandStreams {
  readonly stdin: Readable
  readonly stdout: { write(data: string | Uint8Array): unknown }
  readonly stderr: { write(data: string | Uint8Array): unknown }
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal
  /** Tells how the command ended, and hangs up. */
  finish(outcome: Outcome): void
}

const V5 = 'v5.channel.k8s.io'
const V4 = 'v4.channel.k8s.io'
const V4_BASE64 = 'v4.base64.channel.k8s.io'
const OLDER = ['v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io']
const BASE64 = 'base64.channel.k8s.io'
const SOCKET_PROTOCOLS = [V5, V4, V4_BASE64, ...OLDER, BASE64]
const SPDY_PROTOCOLS = [V5, V4, ...OLDER]

/** Upgrades a request for exec or attach. @throws StatusError when it asks for nothing that is known */
export function openCommandStreams(
  call: HandlerCall,
  wanted: WantedStreams,
): Promise<CommandStreams> {
  const { protocol, upgrade } = upgradeOf(call)
  return protocol === 'websocket'
    ? overWebSocket(call, upgrade, wanted)
    : overSpdy(call, upgrade, wanted)
}

/** The query of exec and attach. */
export function wantedStreams(query: URLSearchParams): WantedStreams {
  const flag = (name: string) => {
    const value = query.get(name)
    return value !== null && !/^(0|f|false)$/i.test(value)
  }
  const tty = flag('tty')
  return { stdin: flag('stdin'), stdout: flag('stdout'), stderr: flag('stderr') && !tty, tty }
}

const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const
const NOWHERE = { write: () => {} }

async function overWebSocket(
  { request, signal }: HandlerCall,
  upgrade: NonNullable<HandlerCall['upgrade']>,
  wanted: WantedStreams,
): Promise<CommandStreams> {
  const protocol = webSocketProtocol(request, SOCKET_PROTOCOLS)
  const socket = await openWebSocket(request, upgrade, protocol)
  const stdin = new PassThrough()
  if (!wanted.stdin) stdin.end()
  const channels = channelsOver(socket, protocol.includes('base64'), (channel, data) => {
    if (channel === CHANNEL.stdin && !stdin.writableEnded) stdin.write(data)
    else if (channel === CHANNEL.close && data[0] === CHANNEL.stdin) stdin.end()
  })
  const gone = new AbortController()
  socket.on('close', () => {
    stdin.end()
    gone.abort()
  })
  // So clients notice that the streams are there.
  const first = wanted.stdout ? CHANNEL.stdout : wanted.stderr ? CHANNEL.stderr : CHANNEL.error
  channels.send(first, '')
  const to = (channel: number) => ({
    write: (data: string | Uint8Array) => channels.send(channel, data),
  })
  return {
    stdin,
    stdout: wanted.stdout ? to(CHANNEL.stdout) : NOWHERE,
    stderr: wanted.stderr ? to(CHANNEL.stderr) : NOWHERE,
    signal: AbortSignal.any([gone.signal, signal]),
    finish(outcome) {
      const text = outcomeText(outcome, [V5, V4, V4_BASE64].includes(protocol))
      if (text !== '') channels.send(CHANNEL.error, text)
      channels.close()
    },
  }
}

async function overSpdy(
  { request, signal }: HandlerCall,
  upgrade: NonNullable<HandlerCall['upgrade']>,
  wanted: WantedStreams,
): Promise<CommandStreams> {
  const { connection, protocol } = openSpdy(request, upgrade, SPDY_PROTOCOLS)
  const expected = ['error', ...(['stdin', 'stdout', 'stderr'] as const).filter(one => wanted[one])]
  const streams = new Map<string, SpdyStream>()
  const gone = new AbortController()
  connection.on('close', () => gone.abort())
  let session: SpdySession | undefined
  await new Promise<void>(resolve => {
    gone.signal.addEventListener('abort', () => resolve(), { once: true })
    session = new SpdySession(connection, stream => {
      streams.set(stream.headers.get('streamtype') ?? '', stream)
      if (expected.every(name => streams.has(name))) resolve()
    })
  })
  const closedStdin = new PassThrough()
  closedStdin.end()
  return {
    stdin: streams.get('stdin') ?? closedStdin,
    stdout: streams.get('stdout') ?? NOWHERE,
    stderr: streams.get('stderr') ?? NOWHERE,
    signal: AbortSignal.any([gone.signal, signal]),
    finish(outcome) {
      const text = outcomeText(outcome, [V5, V4].includes(protocol))
      for (const name of ['stdout', 'stderr']) streams.get(name)?.end()
      streams.get('error')?.end(text)
      session?.end()
    },
  }
}

/** Since v4 the outcome is a Status, before only troubles were told, in words. */
function outcomeText(outcome: Outcome, asStatus: boolean): string {
  const status = outcomeStatus(outcome)
  if (asStatus) return JSON.stringify(status)
  return status.status === 'Success' ? '' : (status.message ?? '')
}

function outcomeStatus(outcome: Outcome): { status: string; message?: string } {
  if ('error' in outcome) return { ...outcome.error.status, status: 'Failure' }
  const { exitCode } = outcome
  if (exitCode === 0) return { metadata: {}, status: 'Success' } as { status: string }
  const failure = {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
  return failure
}
