import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { wireNowMs } from '../clock.ts'
import type { UserInfo } from '../meta/kind.ts'
import type { RestOptions } from './options.ts'
import { Query } from './query.ts'
import { Warnings } from './warnings.ts'

const GZIP_FROM_BYTES = 128 * 1024
const zip = promisify(gzip)

/** Who asks when nobody is asked to identify: an administrator. */
export const ADMINISTRATOR: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
}

/** One request with its answer. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly path: string
  readonly query: Query
  readonly auditId: string
  readonly startedMs: number
  user: UserInfo = ADMINISTRATOR
  /** Headers that every answer carries. */
  flow: readonly string[] = []
  readonly #options: RestOptions
  #warnings: Warnings | undefined
  #controller: AbortController | undefined

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    auditId: string,
    options: RestOptions,
  ) {
    this.request = request
    this.response = response
    this.method = request.method ?? 'GET'
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.query = new Query(mark < 0 ? '' : url.slice(mark + 1))
    const given = request.headers['audit-id']
    this.auditId = typeof given === 'string' && given !== '' ? given : auditId
    this.startedMs = options.requestLog === undefined ? 0 : wireNowMs()
    this.#options = options
  }

  get accept(): string | undefined {
    return this.request.headers.accept
  }

  get userAgent(): string {
    return this.request.headers['user-agent'] ?? ''
  }

  /** Aborts when the client goes away, or when the answer is done. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController()
      this.#controller = controller
      if (this.response.destroyed || this.request.destroyed) controller.abort()
      else this.response.once('close', () => controller.abort())
    }
    return this.#controller.signal
  }

  /** Ends what waits for this request, such as a watch. */
  abort(): void {
    void this.signal
    this.#controller?.abort()
  }

  /** A Warning header for the answer; the same text is told once. */
  warn(text: string): void {
    this.#warnings ??= new Warnings()
    this.#warnings.add(text)
  }

  /** Whether JSON is indented: as the query says, else for browsers and tools of the command line. */
  get pretty(): boolean {
    const asked = this.query.first('pretty')
    if (asked !== undefined && asked !== '') return /^(1|t|T|TRUE|true|True)$/.test(asked)
    return /^(curl|Wget|Mozilla\/5\.0)/.test(this.userAgent)
  }

  /** The head of an answer, as pairs of names and values. */
  head(type: string, extra?: readonly string[]): string[] {
    const head = ['Audit-Id', this.auditId]
    if (extra === undefined || !extra.includes('Cache-Control'))
      head.push('Cache-Control', 'no-cache, private')
    if (type !== '' && extra?.includes('Content-Type') !== true) head.push('Content-Type', type)
    if (extra !== undefined) head.push(...extra)
    head.push(...this.flow)
    if (this.#warnings !== undefined)
      for (const warning of this.#warnings.headers) head.push('Warning', warning)
    return head
  }

  /** Sends an answer that is complete. */
  send(code: number, type: string, body: Uint8Array | string, extra?: readonly string[]): void {
    const { response } = this
    if (response.headersSent || response.destroyed) return
    const head = this.head(type, extra)
    head.push(
      'Content-Length',
      String(typeof body === 'string' ? Buffer.byteLength(body) : body.length),
    )
    response.writeHead(code, head)
    response.end(body)
    this.logRequest(code)
  }

  /** Sends a short line of JSON, its bytes as the letters of Latin-1. */
  sendLine(code: number, line: string): void {
    const { response } = this
    if (response.headersSent || response.destroyed) return
    const head = this.head('application/json')
    head.push('Content-Length', String(line.length))
    response.writeHead(code, head)
    response.end(line, 'latin1')
    this.logRequest(code)
  }

  /** Sends what may be worth compressing: objects and lists that were asked for by GET. */
  sendMaybeZipped(
    code: number,
    type: string,
    body: Uint8Array,
    extra?: readonly string[],
  ): void | Promise<void> {
    if (body.length <= GZIP_FROM_BYTES || this.method !== 'GET' || !acceptsGzip(this.request))
      return this.send(code, type, body, extra)
    return zip(body, { level: 1 }).then(zipped =>
      this.send(code, type, zipped, [
        'Content-Encoding',
        'gzip',
        'Vary',
        'Accept-Encoding',
        ...(extra ?? []),
      ]),
    )
  }

  logError(error: unknown): void {
    const log = this.#options.logError ?? ((what: unknown) => console.error(what))
    log(error, this.request)
  }

  logRequest(code: number): void {
    this.#options.requestLog?.({
      auditId: this.auditId,
      method: this.method,
      url: this.request.url ?? '/',
      user: this.user.name,
      userAgent: this.userAgent,
      code,
      durationMs: wireNowMs() - this.startedMs,
    })
  }
}

function acceptsGzip(request: IncomingMessage): boolean {
  const header = request.headers['accept-encoding']
  return typeof header === 'string' && header.includes('gzip')
}
