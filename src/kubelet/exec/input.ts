import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** Standard input that several commands read in turn, in chunks, in lines, or whole. */
export class Input {
  readonly #next: () => Promise<Uint8Array | undefined>
  #kept: Buffer = Buffer.alloc(0)

  /** `next` gives undefined at the end; a terminal may go on after one. */
  constructor(next: () => Promise<Uint8Array | undefined>) {
    this.#next = next
  }

  /** What is there, or comes next; undefined at the end. */
  async read(): Promise<Buffer | undefined> {
    if (this.#kept.length > 0) {
      const kept = this.#kept
      this.#kept = Buffer.alloc(0)
      return kept
    }
    const chunk = await this.#next()
    return chunk === undefined ? undefined : Buffer.from(chunk)
  }

  /** The next line without its end; undefined at the end. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#kept.indexOf('\n')
      if (end >= 0) return this.#take(end, end + 1)
      const chunk = await this.#next()
      if (chunk === undefined)
        return this.#kept.length > 0 ? this.#take(this.#kept.length, this.#kept.length) : undefined
      this.#kept = Buffer.concat([this.#kept, chunk])
    }
  }

  async all(): Promise<Buffer> {
    const chunks: Buffer[] = []
    for (let chunk = await this.read(); chunk !== undefined; chunk = await this.read())
      chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  #take(end: number, next: number): string {
    const line = this.#kept.toString('utf8', 0, end)
    this.#kept = this.#kept.subarray(next)
    return line
  }
}

export const emptyInput = (): Input => new Input(async () => undefined)

export function inputOf(bytes: Uint8Array): Input {
  let left: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined
  return new Input(async () => {
    const chunk = left
    left = undefined
    return chunk
  })
}

/** Reads a stream; what fails on the way is an end. */
export function inputFrom(stream: Readable): Input {
  stream.on('error', () => {})
  return new Input(async () => {
    for (;;) {
      const chunk = stream.read() as Buffer | null
      if (chunk !== null) return chunk
      if (stream.readableEnded || stream.destroyed) return undefined
      await nextOf(stream)
    }
  })
}

async function nextOf(stream: Readable): Promise<void> {
  const done = new AbortController()
  try {
    const { signal } = done
    await Promise.race(['readable', 'end', 'close'].map(event => once(stream, event, { signal })))
  } catch {
    // An error is an end.
  } finally {
    done.abort()
  }
}
