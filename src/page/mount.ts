// The editor at /graphiql: GraphiQL, bundled when the package is built, and served from here alone. What it
// asks goes to /graphql like anything else that is asked; this room knows nothing of queries.
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { HTML } from './html.ts'

export interface PageOptions {
  /** Whether requests with this Host are answered; all are when left out. */
  readonly acceptsHost?: (host: string | undefined) => boolean
}

const PATH = '/graphiql'

/** Adds the page to an app that does not listen yet. */
export function mountPage(app: FastifyInstance, { acceptsHost }: PageOptions): void {
  let files: ReadonlyMap<string, Buffer> | undefined
  const answer = ({ url = '', headers }: IncomingMessage): Answer => {
    if (acceptsHost?.(headers.host) === false)
      return refusal(403, 'This server is spoken to by a name of its own machine only.')
    files ??= bundled()
    if (files.size === 0) return refusal(503, 'The editor is bundled by: npm run build')
    const [path = ''] = url.split('?', 1)
    const name = path.slice(PATH.length + 1)
    if (name === '') return { code: 200, type: 'text/html; charset=utf-8', body: Buffer.from(HTML) }
    const body = files.get(name)
    if (body === undefined) return refusal(404, `There is no ${name} here.`)
    return { code: 200, type: typeOf(name), body }
  }
  for (const url of [PATH, `${PATH}/*`])
    app.get(url, {
      onRequest: (request, reply) => {
        reply.hijack()
        send(reply.raw, answer(request.raw))
      },
      handler: () => {},
    })
}

interface Answer {
  readonly code: number
  readonly type: string
  readonly body: Buffer
}

const refusal = (code: number, text: string): Answer => ({
  code,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from(`${text}\n`),
})

/** Where the bundle stands: beside what is bundled itself, or where the build puts it for what runs from source. */
const FOLDERS = ['./graphiql/', '../../dist/graphiql/']

function bundled(): ReadonlyMap<string, Buffer> {
  for (const folder of FOLDERS) {
    const url = new URL(folder, import.meta.url)
    try {
      return new Map(readdirSync(url).map(name => [name, readFileSync(new URL(name, url))]))
    } catch {
      // It is in the other place, or was not built.
    }
  }
  return new Map()
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

const typeOf = (name: string): string =>
  TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'

/** Nothing comes from elsewhere, no script stands in the page, and nobody may put it into a page of theirs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; " +
  "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function send(response: ServerResponse, { code, type, body }: Answer): void {
  response.writeHead(code, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  })
  response.end(body)
}
