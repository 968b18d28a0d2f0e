// `pods/log`: what a simulated container wrote, as it is or as it goes on.
import { Readable } from 'node:stream'
import { node as nodeKind, pod as podKind } from '../kinds/index.ts'
import type { BehaviorOf } from '../kubelet/behavior.ts'
import { checkLogOptions, containerLog, containerNameOf } from '../kubelet/logs.ts'
import { badRequest } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import { integerIn } from '../rest/query.ts'
import type { Node, Pod, PodLogOptions } from '../schema/generated/core-v1.ts'
import { normalTime } from '../schema/go-time.ts'

export interface LogParts {
  readonly registry: Registry
  /** What containers write is a matter of how their Pods live. */
  readonly behaviorOf?: BehaviorOf | undefined
}

/** Answers a request for a log. @throws StatusError as the real server does */
export function logged(
  { registry, behaviorOf }: LogParts,
  { of, query, signal }: HandlerCall,
): HandlerAnswer {
  const options = optionsOf(query)
  checkLogOptions(of.name, options)
  const nowMs = registry.clock.nowMs()
  const pod = target<Pod>(podKind, of.namespace, of.name)
  if (options.follow === true) {
    const text = followedLog({ registry, behaviorOf, pod, options, signal })
    return text === undefined ? { code: 204 } : { text, type: 'text/plain' }
  }
  const live = registry.get(pod)
  checkNode(registry, live, options)
  const lines = containerLog(live, options, nowMs, behaviorOf)
  return lines === undefined ? { code: 204 } : { text: textOf(lines), type: 'text/plain' }
}

/** A container is asked for first, then its node. @throws StatusError 404 where there is no such node */
function checkNode(registry: Registry, pod: Pod, options: PodLogOptions): void {
  checkLogOptions(pod.metadata.name ?? '', options)
  containerNameOf(pod, options.container ?? '')
  const nodeName = pod.spec?.nodeName ?? ''
  if (nodeName !== '') registry.get(target<Node>(nodeKind, '', nodeName))
}

/** Lines as they stand in a file. */
export const textOf = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')

/** A log as it goes on; undefined for a Pod that has no node yet. @throws StatusError as the real server does */
export function followedLog(followed: Followed): Readable | undefined {
  const { registry, behaviorOf, pod, options } = followed
  const live = registry.get(pod)
  checkNode(registry, live, options)
  const lines = containerLog(live, options, registry.clock.nowMs(), behaviorOf)
  return lines === undefined ? undefined : new Following(followed, lines)
}

export interface Followed extends LogParts {
  readonly pod: ReturnType<typeof target<Pod>>
  readonly options: PodLogOptions
  readonly signal: AbortSignal
}

/** Lines as they come, until the Pod has ended or is gone, or nobody reads any more. */
class Following extends Readable {
  readonly #followed: Followed
  readonly #stop: () => void
  #told: readonly string[]

  constructor(followed: Followed, lines: readonly string[]) {
    super()
    this.#followed = followed
    this.#told = lines
    this.push(textOf(lines))
    this.#stop = followed.registry.store.onChange('pods', ({ key }) => {
      if (key.name === followed.pod.name && key.namespace === followed.pod.namespace) this.#look()
    })
    followed.signal.addEventListener('abort', () => this.destroy(), { once: true })
    this.#look()
  }

  override _read(): void {
    // What there is was pushed already; what comes is pushed when it comes.
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stop()
    done(error)
  }

  /** A container that started anew has written its lines once more. */
  #look(): void {
    const { registry, pod, options, behaviorOf } = this.#followed
    const nowMs = registry.clock.nowMs()
    const live = registry.find(pod)
    const lines = live === undefined ? undefined : linesOf(live, options, nowMs, behaviorOf)
    if (lines !== undefined && lines.join() !== this.#told.join()) {
      this.push(textOf(lines))
      this.#told = lines
    }
    if (live === undefined || ['Succeeded', 'Failed'].includes(live.status?.phase ?? '')) {
      this.#stop()
      this.push(null)
    }
  }
}

/** Nothing while a container waits for its next start. */
function linesOf(
  pod: Pod,
  options: PodLogOptions,
  nowMs: number,
  behaviorOf: BehaviorOf | undefined,
): readonly string[] | undefined {
  try {
    return containerLog(pod, options, nowMs, behaviorOf)
  } catch {
    return undefined
  }
}

function timeIn(text: string): string {
  const time = normalTime(text)
  if (typeof time === 'string') return time
  throw badRequest(time.error)
}

function optionsOf(query: URLSearchParams): PodLogOptions {
  const options: Record<string, unknown> = {}
  for (const name of ['container', 'stream']) if (query.has(name)) options[name] = query.get(name)
  const since = query.get('sinceTime') ?? ''
  if (since !== '' && since !== 'null') options.sinceTime = timeIn(since)
  for (const name of ['follow', 'previous', 'timestamps'])
    if (query.has(name))
      options[name] = !['0', 'false'].includes((query.get(name) ?? '').toLowerCase())
  for (const name of ['sinceSeconds', 'tailLines', 'limitBytes']) {
    const text = query.get(name)
    if (text !== null) options[name] = integerIn(text)
  }
  return options as PodLogOptions
}
