// Subscriptions as server-sent events, for who cannot open a WebSocket: curl -N, or a browser's fetch. The form
// is that of the protocol GraphQL over SSE with one connection for each operation.
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  subscribe,
} from 'graphql'
import { isObject } from '../meta/object.ts'
import { badRequest, tooLarge } from '../meta/status.ts'
import { type LogError, presentedAll } from './errors.ts'
import { momentOf } from './moments.ts'
import type { Operation } from './operation.ts'

const BODY_BYTES_MAX = 3 * 1024 * 1024
/** How often a silent connection is written to, so that nobody between takes it for dead. */
const SIGN_OF_LIFE_MS = 15_000

export interface EventParts {
  readonly schema: GraphQLSchema
  readonly operation: Operation
  readonly logError: LogError
  readonly tokensMax: number
  /** @throws GraphQLError for a document that is not answered */
  check(document: DocumentNode): void
}

export const wantsEvents = ({ headers }: IncomingMessage): boolean =>
  (headers.accept ?? '').split(',').some(type => type.trim().split(';')[0] === 'text/event-stream')

/** Answers until the operation ends or the client goes. What is wrong with the query is told as an event too. */
export async function sendEvents(
  parts: EventParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: ExecutionResult | AsyncIterable<ExecutionResult>
  try {
    answer = await answerTo(parts, request)
  } catch (error) {
    answer = { errors: [error as never] }
  }
  if (Symbol.asyncIterator in answer) return stream(parts, answer, response)
  const { warnings } = parts.operation
  const whole = {
    ...presentable(answer, parts.logError),
    ...(warnings.length === 0 ? {} : { extensions: { warnings } }),
  }
  // Clients that name this type among others get what is one answer in the form of one.
  if (ACCEPTS_JSON.test(request.headers.accept ?? '')) {
    response.writeHead(answer.data === undefined ? 400 : 200, {
      'Content-Type': 'application/json; charset=utf-8',
    })
    response.end(JSON.stringify(whole))
    return
  }
  open(response)
  await send(response, 'next', whole)
  await send(response, 'complete', undefined)
  response.end()
}

const ACCEPTS_JSON = /application\/(graphql-response\+)?json/

function open(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, private',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()
}

async function stream(
  { logError }: EventParts,
  results: AsyncIterable<ExecutionResult>,
  response: ServerResponse,
): Promise<void> {
  const iterator = results[Symbol.asyncIterator]()
  if (response.destroyed) return void iterator.return?.()
  open(response)
  const timer = setInterval(() => response.write(':\n\n'), SIGN_OF_LIFE_MS).unref()
  response.once('close', () => {
    clearInterval(timer)
    void iterator.return?.()
  })
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      await send(response, 'next', presentable(next.value, logError))
  } catch (error) {
    await send(response, 'next', presentable({ errors: [error as never] }, logError))
  }
  await send(response, 'complete', undefined)
  response.end()
}

async function answerTo(
  { schema, operation, tokensMax, check }: EventParts,
  request: IncomingMessage,
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  const { query, variables, operationName } = await parametersOf(request)
  const document = parse(query, { maxTokens: tokensMax })
  check(document)
  const args = {
    schema,
    document,
    contextValue: { operation },
    variableValues: variables,
    operationName,
  }
  const moment = momentOf(document, operationName, variables)
  if (moment !== undefined) operation.goBackTo(moment)
  const type = getOperationAST(document, operationName)?.operation
  if (type === 'mutation' && request.method === 'GET')
    throw badRequest('nothing is written by a GET')
  return type === 'subscription' ? subscribe(args) : execute(args)
}

interface Parameters {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly operationName: string | undefined
}

async function parametersOf(request: IncomingMessage): Promise<Parameters> {
  const given: unknown =
    request.method === 'GET' ? fromUrl(request.url ?? '') : jsonOf(await textOf(request))
  if (!isObject(given) || typeof given.query !== 'string') throw badRequest('no query was sent')
  const { query, variables, operationName } = given
  return {
    query,
    variables: isObject(variables) ? variables : undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
  }
}

function fromUrl(url: string): unknown {
  const { searchParams } = new URL(url, 'http://localhost')
  const { variables, ...rest } = Object.fromEntries(searchParams)
  return { ...rest, ...(variables === undefined ? {} : { variables: jsonOf(variables) }) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('what was sent is no JSON')
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  // A form of another site could send any other type without asking.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw badRequest('a query is sent as application/json')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) throw tooLarge(`a query has at most ${BODY_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function presentable(result: ExecutionResult, logError: LogError): object {
  const { errors, ...rest } = result
  if (errors === undefined) return rest
  return { ...rest, errors: presentedAll(errors, logError).map(error => error.toJSON()) }
}

/** Waits for a slow client, so that nothing piles up for it. */
function send(response: ServerResponse, event: string, data: object | undefined): Promise<void> {
  const text = `event: ${event}\ndata: ${data === undefined ? '' : JSON.stringify(data)}\n\n`
  if (response.destroyed || response.write(text)) return Promise.resolve()
  return new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
