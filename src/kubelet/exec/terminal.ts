import { Input } from './input.ts'
import type { Output } from './process.ts'

const CTRL_C = '\x03'
const CTRL_D = '\x04'

/** What a terminal does between a person and a process: shows what is typed, hands it on by lines. */
export class Terminal {
  readonly stdin: Input
  readonly stdout: Output
  readonly #raw: Input
  readonly #out: Output
  #line = ''
  #controller = new AbortController()
  #ready: (Buffer | undefined)[] = []
  #wake: (() => void) | undefined

  constructor(raw: Input, out: Output, signal: AbortSignal) {
    this.#raw = raw
    this.#out = out
    this.stdout = { write: data => out.write(text(data).replace(/\r?\n/g, '\r\n')) }
    this.stdin = new Input(() => this.#next())
    signal.addEventListener('abort', () => this.#controller.abort(), { once: true })
    void this.#listen()
  }

  /** A signal for the next command: it aborts when somebody presses Ctrl-C. */
  foreground(): AbortSignal {
    this.#controller = new AbortController()
    return this.#controller.signal
  }

  async #next(): Promise<Buffer | undefined> {
    while (this.#ready.length === 0)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    return this.#ready.shift()
  }

  #hand(chunk: Buffer | undefined): void {
    this.#ready.push(chunk)
    this.#wake?.()
  }

  async #listen(): Promise<void> {
    for (let chunk = await this.#raw.read(); chunk !== undefined; chunk = await this.#raw.read())
      for (const letter of chunk.toString()) this.#typed(letter)
    if (this.#line !== '') this.#hand(Buffer.from(this.#line))
    this.#controller.abort()
    this.#hand(undefined)
  }

  #typed(letter: string): void {
    if (letter === '\r' || letter === '\n') {
      this.#out.write('\r\n')
      this.#hand(Buffer.from(`${this.#line}\n`))
      this.#line = ''
    } else if (letter === CTRL_C) {
      this.#out.write('^C\r\n')
      this.#line = ''
      this.#controller.abort()
      // An empty line, so that a shell that waits for one shows its prompt again.
      this.#hand(Buffer.from('\n'))
    } else if (letter === CTRL_D) {
      this.#hand(this.#line === '' ? undefined : Buffer.from(this.#line))
      this.#line = ''
    } else if (letter === '\x7f' || letter === '\b') {
      if (this.#line !== '') this.#out.write('\b \b')
      this.#line = this.#line.slice(0, -1)
    } else {
      this.#out.write(letter)
      this.#line += letter
    }
  }
}

const text = (data: string | Uint8Array): string =>
  typeof data === 'string' ? data : Buffer.from(data).toString()
