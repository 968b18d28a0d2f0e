// A watch is a cursor over the log of its resource, not a queue: a slow reader costs no memory, and one
// that falls behind the log is told that its revision has expired. Start semantics are those of
// apiserver `storage/cacher`.
import { type Cause, forbidden as forbiddenField, notSupported } from '../meta/field-errors.ts'
import { resourceOf } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { ready } from '../meta/ready.ts'
import { invalidObject, plainError, tooOldResourceVersion } from '../meta/status.ts'
import { type Change, RevisionExpired, type Store } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import type { Gate, WatchEnd } from './gate.ts'
import type { Selects, WatchEvent, WatchOptions } from './options.ts'
import type { Target } from './target.ts'
import { revisionOf, waitFor } from './versions.ts'

const BOOKMARK_EVERY_MS = 60_000

/** Checks the options at once; what fails later is thrown by the iterator. */
export function watchObjects(
  store: Store,
  gate: Gate,
  of: Target<never> | Target,
  options: WatchOptions,
  context: RequestContext,
): AsyncIterable<WatchEvent> {
  checkOptions(options)
  const asked = revisionOf(options.resourceVersion, text => plainError(text))
  return events(store, gate, of, options, asked, context)
}

function checkOptions(options: WatchOptions): void {
  const match = options.resourceVersionMatch ?? ''
  const causes: Cause[] = []
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    if (match === '')
      causes.push(
        forbiddenField(
          'resourceVersionMatch',
          'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        ),
      )
    else causes.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']))
  }
  if (options.sendInitialEvents === undefined && match !== '')
    causes.push(
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
  if (causes.length > 0)
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes)
}

async function* events(
  store: Store,
  gate: Gate,
  of: Target<never> | Target,
  options: WatchOptions,
  asked: number,
  context: RequestContext,
): AsyncGenerator<WatchEvent> {
  const waits = gate.enter(['watch'], of, context)
  if (waits !== undefined) await waits
  const unset = asked === 0
  const initial = options.sendInitialEvents ?? unset
  const marksEnd =
    options.sendInitialEvents === true || (options.sendInitialEvents === undefined && unset)
  if (options.sendInitialEvents === true && asked > store.revision)
    await waitFor(store, asked, context)
  let cursor = unset || initial ? store.revision : asked
  if (initial) {
    const snapshot = store.snapshot()
    cursor = snapshot.revision
    yield* present(
      snapshot.list(resourceOf(of.kind), of.namespace === '' ? undefined : of.namespace),
      options.selects,
    )
    if (marksEnd && options.allowWatchBookmarks) yield bookmark(of, cursor, true)
  }
  yield* live(store, gate, of, options, cursor, context)
}

async function* present(
  entries: readonly { object: KubeObject }[],
  selects: Selects | undefined,
): AsyncGenerator<WatchEvent> {
  for (const { object } of entries) {
    const found = selects === undefined || ready(() => selects(object))
    if (found instanceof Promise ? await found : found) yield { type: 'ADDED', object }
  }
}

async function* live(
  store: Store,
  gate: Gate,
  of: Target<never> | Target,
  options: WatchOptions,
  start: number,
  context: RequestContext,
): AsyncGenerator<WatchEvent> {
  const resource = resourceOf(of.kind)
  let cursor = start
  const alarm = new Alarm(store, resource, options, context.signal)
  let end: WatchEnd | undefined
  const strikeOff = gate.opened(of, context, how => {
    end = how
    alarm.ring()
  })
  try {
    for (;;) {
      alarm.rest()
      for (const change of changesSince(store, resource, cursor)) {
        cursor = change.revision
        const found = ready(() => eventOf(change, of.namespace, options.selects))
        const event = found instanceof Promise ? await found : found
        if (event !== undefined) yield event
      }
      if (context.signal?.aborted || end === 'cut') return
      if (end === 'expired') throw tooOldResourceVersion(cursor, store.revision)
      if (alarm.takeBookmark()) yield bookmark(of, Math.max(cursor, store.revision), false)
      await alarm.rung()
    }
  } finally {
    strikeOff()
    alarm.off()
  }
}

function changesSince(store: Store, resource: string, cursor: number): readonly Change[] {
  try {
    return store.since(resource, cursor)
  } catch (error) {
    if (error instanceof RevisionExpired) throw tooOldResourceVersion(cursor, error.oldest)
    throw error
  }
}

/** Rings when something changed, when a bookmark is due, and when the client has gone. */
class Alarm {
  #wake: () => void = () => {}
  #ringing: Promise<void> = Promise.resolve()
  #bookmarkDue = false
  readonly #stop: () => void
  readonly #timer: NodeJS.Timeout | undefined
  readonly #signal: AbortSignal | undefined
  readonly #onAbort = () => this.#wake()

  constructor(
    store: Store,
    resource: string,
    options: WatchOptions,
    signal: AbortSignal | undefined,
  ) {
    this.#stop = store.onChange(resource, () => this.#wake())
    this.#signal = signal
    signal?.addEventListener('abort', this.#onAbort)
    if (options.allowWatchBookmarks)
      this.#timer = setInterval(
        () => this.#due(),
        options.bookmarkEveryMs ?? BOOKMARK_EVERY_MS,
      ).unref()
  }

  #due(): void {
    this.#bookmarkDue = true
    this.#wake()
  }

  ring(): void {
    this.#wake()
  }

  /** To be called before the log is read, or a change in between is lost. */
  rest(): void {
    this.#ringing = new Promise(resolve => {
      this.#wake = resolve
    })
  }

  rung(): Promise<void> {
    if (this.#signal?.aborted || this.#bookmarkDue) return Promise.resolve()
    return this.#ringing
  }

  takeBookmark(): boolean {
    const due = this.#bookmarkDue
    this.#bookmarkDue = false
    return due
  }

  off(): void {
    this.#stop()
    clearInterval(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }
}

/** What a change is to a watcher who sees only part: entering is ADDED, leaving is DELETED. */
function eventOf(
  change: Change,
  namespace: string,
  selects: Selects | undefined,
): WatchEvent | undefined {
  if (namespace !== '' && change.key.namespace !== namespace) return undefined
  const { previous, next } = change
  const was = previous !== undefined && (selects?.(previous.object) ?? true)
  const is = next !== undefined && (selects?.(next.object) ?? true)
  const before = previous?.object
  if (is)
    return {
      type: was ? 'MODIFIED' : 'ADDED',
      object: (next as { object: KubeObject }).object,
      previous: before,
    }
  if (!was || before === undefined) return undefined
  return { type: 'DELETED', object: lastOf(change, before), previous: before }
}

const lasts = new WeakMap<Change, KubeObject>()

/** A deleted object as it was, with the revision of its end; one object for all who watch. */
function lastOf(change: Change, object: KubeObject): KubeObject {
  let last = lasts.get(change)
  if (last === undefined) {
    last = Object.freeze({
      ...object,
      metadata: Object.freeze({ ...object.metadata, resourceVersion: String(change.revision) }),
    })
    lasts.set(change, last)
  }
  return last
}

function bookmark(of: Target<never> | Target, revision: number, endsInitial: boolean): WatchEvent {
  return {
    type: 'BOOKMARK',
    object: {
      kind: of.kind.kind,
      apiVersion: '',
      metadata: {
        resourceVersion: String(revision),
        ...(endsInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
      },
    },
  }
}
