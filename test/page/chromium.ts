// A browser for tests, as it is installed here, driven over its own protocol; the tests that need one say so
// where there is none.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import WebSocket from 'ws'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

function installed(): string | undefined {
  for (const name of NAMES)
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: 'pipe' }).trim()
    } catch {
      // Perhaps by another name.
    }
  return undefined
}

const program = installed()

/** Why tests that need a browser are skipped; false when they are not. */
export const skipped: string | false =
  program !== undefined || process.env.MIMIKUBE_REQUIRE === '1' ? false : 'there is no Chromium'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
  '--remote-debugging-port=0',
  '--window-size=1440,900',
  // Nothing but this machine is to be found, whatever the page asks for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** So often an expression is looked at, with a moment between: most of a minute. */
const LOOKS_MAX = 2_000

/** A page in a browser. */
export interface Page {
  /** Complaints of the page: errors of scripts, and what its policy kept it from loading. */
  readonly complaints: readonly string[]
  /** The value of an expression; promises are waited for. */
  run<T>(expression: string): Promise<T>
  /** Waits until an expression is true, and gives its value. */
  until<T>(expression: string): Promise<T>
  picture(): Promise<Buffer>
}

/** Opens a page, and closes the browser when the work with it is done. */
export async function withPage(url: string, work: (page: Page) => Promise<void>): Promise<void> {
  if (program === undefined) throw new Error('there is no Chromium')
  const profile = mkdtempSync(join(tmpdir(), 'mimikube-browser-'))
  const browser = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise(resolve => browser.once('exit', resolve))
  try {
    const link = await Link.to(await addressOf(browser))
    try {
      await work(await opened(link, url))
    } finally {
      // Asked, it ends with all its processes; its answer may come too late for us to hear it.
      void link.ask('Browser.close')
      await ended
    }
  } finally {
    browser.kill('SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    browser.once('exit', () => reject(new Error('the browser did not start')))
    createInterface({ input: browser.stderr as NonNullable<ChildProcess['stderr']> }).on(
      'line',
      line => {
        const [, address] = /^DevTools listening on (ws:\S+)/.exec(line) ?? []
        if (address !== undefined) resolve(address)
      },
    )
  })
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Questions to a browser, and what it tells unasked. */
class Link {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly told: Message[] = []
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', data => {
      const message = JSON.parse(String(data)) as Message
      if (message.id === undefined) {
        this.told.push(message)
      } else this.#waiting.get(message.id)?.(message)
    })
  }

  static to(address: string): Promise<Link> {
    const socket = new WebSocket(address)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new Link(socket)))
      socket.once('error', reject)
    })
  }

  ask<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++this.#last
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }))
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result as T) : reject(new Error(error.message)),
      )
    })
  }
}

async function opened(link: Link, url: string): Promise<Page> {
  const { targetId } = await link.ask<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
  })
  const { sessionId } = await link.ask<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  const ask = <T>(method: string, params?: object) => link.ask<T>(method, params, sessionId)
  for (const part of ['Runtime', 'Log', 'Page']) await ask(`${part}.enable`)
  await ask('Page.navigate', { url })
  const run = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await ask<{
      result: { value: T }
      exceptionDetails?: { exception?: { description?: string } }
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails !== undefined)
      throw new Error(`${expression}: ${exceptionDetails.exception?.description}`)
    return result.value
  }
  return {
    get complaints() {
      return link.told.flatMap(complaintOf)
    },
    run,
    async until<T>(expression: string): Promise<T> {
      for (let looks = 0; looks < LOOKS_MAX; looks++) {
        // The page may go while it is asked: then the next one answers.
        const later = `new Promise(resolve => setTimeout(() => resolve(${expression}), 20))`
        const value = await run<T>(later).catch(() => undefined)
        if (value) return value
      }
      throw new Error(`never true: ${expression}`)
    },
    async picture() {
      const { data } = await ask<{ data: string }>('Page.captureScreenshot')
      return Buffer.from(data, 'base64')
    },
  }
}

function complaintOf({ method, params = {} }: Message): string[] {
  if (method === 'Runtime.exceptionThrown') return [JSON.stringify(params.exceptionDetails)]
  const { level, text } = (params.entry ?? {}) as { level?: string; text?: string }
  return method === 'Log.entryAdded' && level === 'error' ? [text ?? ''] : []
}
