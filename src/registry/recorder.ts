import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Kind } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { formatTime } from '../meta/time.ts'
import type { Event, ObjectReference } from '../schema/generated/core-v1.ts'
import type { RequestContext } from './context.ts'
import { Recent } from './recent.ts'
import { EventCorrelator, REMEMBERED } from './recorder-correlate.ts'
import type { Target } from './target.ts'
import { target } from './target.ts'

export type EventType = 'Normal' | 'Warning'

/** The part of the registry that a recorder speaks to. */
export interface EventSink {
  readonly clock: Clock
  readonly ids: Ids
  create<T extends KubeObject>(of: Target<T>, body: T, context: RequestContext): Promise<T>
  modify<T extends KubeObject>(
    of: Target<T>,
    change: (live: T) => T,
    context: RequestContext,
  ): Promise<T | undefined>
}

export interface RecorderOptions {
  readonly registry: EventSink
  /** The row of Event, stored as core v1. */
  readonly kind: Kind
  /** `daemonset-controller`, `kubelet`, `default-scheduler`. */
  readonly component: string
  /** The node, for kubelets. */
  readonly host?: string
  readonly context: RequestContext
}

/**
 * Writes Events beside the work of a controller: never waited for, never failing it. What repeats is
 * counted up, what differs only in its message is combined, and what is too much is dropped.
 */
export class EventRecorder {
  readonly #options: RecorderOptions
  readonly #writes = new Writes()
  readonly #names: EventNames
  readonly #correlator = new EventCorrelator()

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#names = new EventNames(options.registry)
  }

  get pending(): number {
    return this.#writes.pending
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#writes.idle()
  }

  event(
    object: KubeObject | ObjectReference,
    type: EventType,
    reason: string,
    message: string,
  ): void {
    const { registry, component, host = '' } = this.#options
    const nowMs = registry.clock.nowMs()
    const involvedObject = referenceTo(object)
    const { kind, namespace, name, uid, apiVersion, fieldPath } = involvedObject
    const seen = {
      source: `${component}\n${host}`,
      object: [kind, namespace, name, uid, apiVersion, fieldPath].join('\n'),
      type,
      reason,
      message,
    }
    const found = this.#correlator.correlate(seen, this.#names.next(involvedObject), nowMs)
    if (found.dropped) return
    const event: Event = {
      ...eventOf(involvedObject, found.name),
      reason,
      message: found.message,
      source: host === '' ? { component } : { component, host },
      firstTimestamp: formatTime(found.firstMs),
      lastTimestamp: formatTime(nowMs),
      count: found.count,
      type,
      reportingComponent: component,
      reportingInstance: host,
    }
    this.#writes.add(found.key, () => this.#write(event, found.key))
  }

  async #write(event: Event, key: string): Promise<void> {
    const { registry, context, kind } = this.#options
    const of = eventTarget(kind, event)
    if ((event.count ?? 1) > 1) {
      const { count, lastTimestamp, message } = event as Required<Event>
      const change = (live: Event): Event => ({ ...live, count, lastTimestamp, message })
      if ((await registry.modify(of, change, context)) !== undefined) return
      this.#correlator.restarted(key)
    }
    await registry.create({ ...of, name: '' }, event, context)
  }
}

/** What an event of events.k8s.io says. */
export interface ActionEvent {
  readonly regarding: KubeObject | ObjectReference
  readonly related?: KubeObject | ObjectReference
  readonly type: EventType
  readonly reason: string
  /** `Binding`, `Scheduling`. */
  readonly action: string
  readonly note: string
}

interface Series {
  readonly name: string
  count: number
  lastMs: number
  writtenMs: number
}

const SERIES_ENDS_MS = 360_000
const SERIES_REFRESH_MS = 1_800_000

/** Writes Events in the style of events.k8s.io, as the scheduler does: an eventTime, an action, and a series of what repeats. */
export class ActionRecorder {
  readonly #options: RecorderOptions
  readonly #writes = new Writes()
  readonly #names: EventNames
  readonly #series = new Recent<Series>(REMEMBERED)

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#names = new EventNames(options.registry)
  }

  get pending(): number {
    return this.#writes.pending
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#writes.idle()
  }

  event(said: ActionEvent): void {
    const { registry, context, kind } = this.#options
    const nowMs = registry.clock.nowMs()
    const regarding = referenceTo(said.regarding)
    const key = JSON.stringify([said.type, said.action, said.reason, regarding, said.related ?? ''])
    const known = this.#series.get(key)
    if (known !== undefined && nowMs - known.lastMs <= SERIES_ENDS_MS) {
      this.#repeat(known, key, regarding, nowMs)
      return
    }
    const event = this.#newEvent(said, regarding, nowMs)
    const name = event.metadata.name ?? ''
    this.#series.set(key, { name, count: 1, lastMs: nowMs, writtenMs: nowMs })
    this.#writes.add(key, () => registry.create(eventTarget(kind, event, ''), event, context))
  }

  /** The second of a kind is written at once, later ones now and then. */
  #repeat(series: Series, key: string, regarding: ObjectReference, nowMs: number): void {
    series.count += 1
    series.lastMs = nowMs
    if (series.count > 2 && nowMs - series.writtenMs < SERIES_REFRESH_MS) return
    series.writtenMs = nowMs
    const { registry, context, kind } = this.#options
    const next = { count: series.count, lastObservedTime: micros(nowMs) }
    const of = eventTarget(kind, eventOf(regarding, series.name))
    this.#writes.add(key, () =>
      registry.modify(of, (live: Event) => ({ ...live, series: next }), context),
    )
  }

  #newEvent(said: ActionEvent, regarding: ObjectReference, nowMs: number): Event {
    const { component, host = '' } = this.#options
    return {
      ...eventOf(regarding, this.#names.next(regarding)),
      reason: said.reason,
      message: said.note,
      source: {},
      type: said.type,
      eventTime: micros(nowMs),
      action: said.action,
      ...(said.related === undefined ? {} : { related: referenceTo(said.related) }),
      reportingComponent: component,
      reportingInstance: host === '' ? component : `${component}-${host}`,
    }
  }
}

/** Writes that go on by themselves; those of one key one after the other. */
class Writes {
  pending = 0
  readonly #tails = new Map<string, Promise<void>>()
  #waiters: (() => void)[] = []

  add(key: string, write: () => Promise<unknown>): void {
    this.pending += 1
    const tail = (this.#tails.get(key) ?? Promise.resolve()).then(async () => {
      try {
        await write()
      } catch {
        // An event that cannot be written is lost, as in the real thing: its namespace may be going.
      }
      this.pending -= 1
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
      if (this.pending === 0) for (const wake of this.#waiters.splice(0)) wake()
    })
    this.#tails.set(key, tail)
  }

  async idle(): Promise<void> {
    while (this.pending > 0) await new Promise<void>(resolve => this.#waiters.push(resolve))
  }
}

/** Names of events: the object's and the time in nanoseconds, which never stands still here. */
class EventNames {
  readonly #from: Pick<EventSink, 'clock' | 'ids'>
  #last = 0n

  constructor(from: Pick<EventSink, 'clock' | 'ids'>) {
    this.#from = from
  }

  next(object: ObjectReference): string {
    const { clock, ids } = this.#from
    const nanos = BigInt(clock.nowMs()) * 1_000_000n + BigInt(Math.floor(ids.fraction() * 1e6))
    this.#last = nanos > this.#last ? nanos : this.#last + 1n
    const name = `${object.name ?? ''}.${this.#last.toString(16)}`
    return SUBDOMAIN.test(name) && name.length <= 253 ? name : ids.uid()
  }
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

const micros = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}000Z`

function eventOf(involvedObject: ObjectReference, name: string) {
  const namespace = involvedObject.namespace ?? 'default'
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject,
    reportingComponent: '',
    reportingInstance: '',
  }
}

function eventTarget(kind: Kind, event: KubeObject, name?: string): Target<Event> {
  const { metadata } = event
  return target(kind as Kind<Event>, metadata.namespace ?? '', name ?? metadata.name ?? '')
}

function referenceTo(object: KubeObject | ObjectReference): ObjectReference {
  if (!('metadata' in object)) return object
  const { namespace, name, uid, resourceVersion } = object.metadata
  const reference: ObjectReference = { kind: object.kind, apiVersion: object.apiVersion }
  if (namespace !== undefined) reference.namespace = namespace
  if (name !== undefined) reference.name = name
  if (uid !== undefined) reference.uid = uid
  if (resourceVersion !== undefined) reference.resourceVersion = resourceVersion
  return reference
}
