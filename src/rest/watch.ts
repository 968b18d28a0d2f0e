// Watches: events of the registry written to a response as they come. The registry's iterator is a
// cursor, so waiting for a slow reader costs no memory: nothing is taken from it until the socket drains.
import { ready } from '../meta/ready.ts'
import type { WatchEvent } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import { statusOf } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { watchOptions } from './list-params.ts'
import { type Form, MEDIA_TYPES } from './negotiate.ts'
import { readContext } from './params.ts'
import type { RestParts } from './parts.ts'
import { includeObject } from './table-view.ts'
import { Frames } from './watch-frames.ts'

/** Where the frames of a watch go. */
export interface FrameSink {
  /** Sends the head, before any event. */
  open(): void
  /** Sends a frame; a promise when the reader is slow. */
  send(frame: Buffer): void | Promise<void>
  end(): void
}

/** Answers a watch over plain HTTP. */
export function serveWatch(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  name: string,
): Promise<void> {
  return runWatch(parts, exchange, of, form, name, new ResponseSink(exchange, form))
}

/** Runs a watch until its time is over, its client is gone, or it fails. Errors before the head is sent are thrown. */
export async function runWatch(
  parts: RestParts,
  exchange: Exchange,
  of: Target,
  form: Form,
  name: string,
  sink: FrameSink,
): Promise<void> {
  const { options, timeoutSeconds } = watchOptions(exchange.query, of, name)
  const frames = new Frames(
    parts,
    of,
    form,
    form.as === 'Table' ? includeObject(exchange.query) : 'Metadata',
  )
  const timeoutMs = timeoutSeconds ? timeoutSeconds * 1000 : parts.watches.defaultTimeoutMs()
  const asked = { ...options, bookmarkEveryMs: bookmarkEveryMs(timeoutMs) }
  const events = parts.registry.watch(of, asked, readContext(exchange))[Symbol.asyncIterator]()
  sink.open()
  const strikeOff = parts.watches.add(() => exchange.abort())
  const timer = setTimeout(() => exchange.abort(), Math.min(timeoutMs, TIMER_MS_MAX))
  try {
    await pump(events, frames, sink, exchange.signal)
  } catch (error) {
    if (!exchange.signal.aborted) await sink.send(frames.error(statusOf(error, exchange)))
  } finally {
    clearTimeout(timer)
    strikeOff()
    sink.end()
    exchange.abort()
    void events.return?.()
    exchange.logRequest(200)
  }
}

const BOOKMARK_MS = 60_000

/** A bookmark comes every minute; one that ends sooner has one shortly before its end. */
const bookmarkEveryMs = (timeoutMs: number): number =>
  timeoutMs > 2_000 && timeoutMs <= BOOKMARK_MS ? timeoutMs - 2_000 : BOOKMARK_MS

const TIMER_MS_MAX = 2_147_483_647

async function pump(
  events: AsyncIterator<WatchEvent>,
  frames: Frames,
  sink: FrameSink,
  signal: AbortSignal,
): Promise<void> {
  for (let next = await events.next(); !next.done && !signal.aborted; next = await events.next()) {
    const event = next.value
    const frame = ready(() => frames.of(event))
    const waiting = sink.send(frame instanceof Promise ? await frame : frame)
    if (waiting !== undefined) await waiting
  }
}

/** A chunked response that is flushed at once and never compressed. */
class ResponseSink implements FrameSink {
  readonly #exchange: Exchange
  readonly #type: string

  constructor(exchange: Exchange, form: Form) {
    this.#exchange = exchange
    this.#type =
      form.media === 'protobuf' ? `${MEDIA_TYPES.protobuf};stream=watch` : MEDIA_TYPES.json
  }

  open(): void {
    const { response } = this.#exchange
    // A client that leaves is told by the signal; a write that comes too late is no error of ours.
    response.on('error', () => {})
    response.writeHead(200, this.#exchange.head(this.#type))
    response.flushHeaders()
  }

  send(frame: Buffer): void | Promise<void> {
    const { response, signal } = this.#exchange
    if (response.destroyed || response.write(frame)) return undefined
    return new Promise(resolve => {
      const done = () => {
        response.off('drain', done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      response.once('drain', done)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  end(): void {
    this.#exchange.response.end()
  }
}
