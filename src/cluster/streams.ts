// Exec, attach and port-forward: from a request of REST over the simulated kubelet of the Pod's node into
// a simulated container and back.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { node as nodeKind, pod as podKind } from '../kinds/index.ts'
import type { Containers } from '../kubelet/exec/containers.ts'
import { endEphemeral, endMain } from '../kubelet/exec/end.ts'
import { CannotStart, type ExecHandler, execute } from '../kubelet/exec/execute.ts'
import { inputFrom } from '../kubelet/exec/input.ts'
import { pageOf } from '../kubelet/exec/page.ts'
import { isKnown } from '../kubelet/exec/shell.ts'
import { containerNameOf, statusOf } from '../kubelet/logs.ts'
import { hasKubelet, internalIpOf } from '../kubelet/node-status.ts'
import { badRequest, internalError, StatusError } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import { forwardPorts } from '../rest/streams/port-forward.ts'
import {
  type CommandStreams,
  type Outcome,
  openCommandStreams,
  wantedStreams,
} from '../rest/streams/remote-command.ts'
import type { Container as ContainerSpec, Node, Pod } from '../schema/generated/core-v1.ts'
import type { PodTokens } from './pod-tokens.ts'

const KUBELET_PORT = 10_250

export interface StreamParts {
  readonly registry: Registry
  readonly containers: Containers
  /** The tokens in the volumes of a Pod. */
  tokensOf(pod: Pod): Promise<PodTokens>
  /** Asked before the simulated commands. */
  readonly exec?: ExecHandler | undefined
}

/** Runs a command in a container. @throws StatusError as the real server does */
export async function execInPod(parts: StreamParts, call: HandlerCall): Promise<HandlerAnswer> {
  const command = call.query.getAll('command')
  return inContainer(parts, call, command.length === 0 ? undefined : () => command)
}

/** Attaches to the main process of a container, which begins when somebody comes who can talk to it. */
export async function attachToPod(parts: StreamParts, call: HandlerCall): Promise<HandlerAnswer> {
  return inContainer(parts, call, mainCommand)
}

/**
 * What a container runs; the images themselves are not known, so a shell stands for theirs. Containers that
 * nobody can talk to run when they are looked at if their Pod is there to run once.
 */
function mainCommand(spec: ContainerSpec, pod: Pod): readonly string[] | undefined {
  const command = [...(spec.command ?? []), ...(spec.args ?? [])]
  if (command.length === 0) return spec.stdin === true ? ['sh'] : undefined
  const runs = spec.stdin === true || pod.spec?.restartPolicy === 'Never'
  return runs && isKnown(command[0] ?? '') ? command : undefined
}

async function inContainer(
  parts: StreamParts,
  call: HandlerCall,
  commandOf: ((spec: ContainerSpec, pod: Pod) => readonly string[] | undefined) | undefined,
): Promise<HandlerAnswer> {
  const pod = parts.registry.get(target<Pod>(podKind, call.of.namespace, call.of.name))
  const name = containerNameOf(pod, call.query.get('container') ?? '')
  checkReachable(parts.registry, pod)
  const wanted = wantedStreams(call.query)
  if (call.upgrade === undefined) throw badRequest('Upgrade request required')
  if (!wanted.stdin && !wanted.stdout && !wanted.stderr && !wanted.tty)
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  const spec = containerSpec(pod, name)
  const status = statusOf(pod, name)
  const running = spec !== undefined && status?.state?.running !== undefined
  const missing = `container not found ("${name}")`
  const isSocket = String(call.request.headers.upgrade).toLowerCase() === 'websocket'
  if (!running && !isSocket) return { text: missing, code: 500 }
  const streams = await openCommandStreams(call, wanted)
  if (!running) {
    streams.finish({ error: internalError(`unable to upgrade connection: ${missing}`) })
    return { upgraded: true }
  }
  const command = commandOf?.(spec, pod)
  const attached = call.subresource === 'attach'
  if (attached && command === undefined) void idle(parts.registry, pod, streams)
  else {
    const execution = { command: command ?? [], tty: wanted.tty, ...streams }
    const stdin = inputFrom(streams.stdin)
    // The client listens to the streams by now: whatever goes wrong is told in them.
    const run = async (): Promise<number> => {
      const tokens = await parts.tokensOf(pod)
      const container = parts.containers.open(pod, spec, status?.containerID ?? '', tokens)
      return execute({ ...execution, container, stdin }, parts.exec)
    }
    void run()
      .then(
        exitCode => (attached ? mainEnded(parts, pod, name, exitCode, streams) : { exitCode }),
        error => failureOf(error, execId(status?.containerID, command)),
      )
      .then(outcome => streams.finish(outcome))
  }
  return { upgraded: true }
}

/** Attached or not, the exit code of a main process is told by the Pod's status. */
async function mainEnded(
  { registry }: StreamParts,
  pod: Pod,
  container: string,
  exitCode: number,
  { signal }: CommandStreams,
): Promise<Outcome> {
  const main = containerSpec(pod, container)
  if (main !== undefined && (!signal.aborted || main.stdinOnce === true)) {
    const end = pod.spec?.containers?.includes(main) === true ? endMain : endEphemeral
    await end(registry, pod, exitCode, container).catch(() => {})
  }
  return { exitCode: 0 }
}

/** Stands for the name that a container runtime gives to what it tries to start. */
const execId = (containerId = '', command: readonly string[] = []): string =>
  createHash('sha256')
    .update([containerId, ...command].join('\0'))
    .digest('hex')

function failureOf(error: unknown, id: string): Outcome {
  if (error instanceof StatusError) return { error }
  if (!(error instanceof CannotStart)) return { error: internalError(String(error)) }
  const started = `error executing command in container: failed to exec in container: failed to start exec "${id}"`
  const why = `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`
  return { error: internalError(`${started}: ${why}: unknown`) }
}

/** A process that says nothing, until its Pod is gone or the client is. */
async function idle(registry: Registry, pod: Pod, streams: CommandStreams): Promise<void> {
  streams.stdin.resume()
  await new Promise<void>(resolve => {
    const off = registry.store.onChange('pods', ({ key, next }) => {
      const live = next?.object as Pod | undefined
      if (key.name !== pod.metadata.name || key.namespace !== pod.metadata.namespace) return
      if (live === undefined || ['Succeeded', 'Failed'].includes(live.status?.phase ?? '')) done()
    })
    const done = () => {
      off()
      resolve()
    }
    streams.signal.addEventListener('abort', done, { once: true })
  })
  streams.finish({ exitCode: 0 })
}

function containerSpec(pod: Pod, name: string): ContainerSpec | undefined {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {}
  // Ephemeral containers have all that is asked of a container here.
  const all = [...containers, ...initContainers, ...(ephemeralContainers as ContainerSpec[])]
  return all.find(one => one.name === name)
}

/** Who has no simulated kubelet cannot be reached. @throws StatusError */
function checkReachable(registry: Registry, pod: Pod): void {
  const nodeName = pod.spec?.nodeName ?? ''
  if (nodeName === '') throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  const node = registry.get(target<Node>(nodeKind, '', nodeName))
  if (hasKubelet(node)) return
  const address = internalIpOf(node) ?? nodeName
  throw internalError(
    `error dialing backend: dial tcp ${address}:${KUBELET_PORT}: connect: connection refused`,
  )
}

/** Connects to ports of a Pod; all of them answer HTTP. @throws StatusError as the real server does */
export async function forwardToPod(
  { registry }: StreamParts,
  call: HandlerCall,
): Promise<HandlerAnswer> {
  const pod = registry.get(target<Pod>(podKind, call.of.namespace, call.of.name))
  checkReachable(registry, pod)
  if (call.upgrade === undefined) throw badRequest('Upgrade request required')
  if (pod.status?.phase !== 'Running')
    throw new StatusError(
      500,
      'InternalError',
      `unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`,
    )
  await forwardPorts(call, (port, connection) => answerHttp(pod, port, connection))
  return { upgraded: true }
}

/** Speaks HTTP over a connection that no socket carries. */
function answerHttp(pod: Pod, port: number, connection: Duplex): void {
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/' } = request
    const page = pageOf({ pod, port, method, path })
    response.writeHead(page.code, {
      'Content-Type': page.type,
      'Content-Length': Buffer.byteLength(page.text),
    })
    response.end(method === 'HEAD' ? '' : page.text)
  })
  server.emit('connection', connection)
}
