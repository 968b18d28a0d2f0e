// The server behind /graphql: mercurius in an app of its own that listens nowhere. Requests and sockets
// are handed to it, so that what it adds to an app touches no other route.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import mercurius, { type MercuriusContext } from 'mercurius'
import { ADMIN } from '../auth/admin.ts'
import { type Attributes, resourceAttributes } from '../auth/attributes.ts'
import { isObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { codeOf, presented, presentedAll } from './errors.ts'
import { sendEvents, wantsEvents } from './events.ts'
import { checkDocument, DEFAULT_LIMITS, type Limits } from './limits.ts'
import { momentOf } from './moments.ts'
import { type Caller, type Connection, type Context, Operation } from './operation.ts'
import type { GraphqlOptions } from './options.ts'
import { buildSchema } from './schema.ts'
import { checkSocket, gathering, refuseUpgrade } from './sockets.ts'

const BODY_BYTES_MAX = 3 * 1024 * 1024
const MANAGER_LENGTH_MAX = 128
const SUBSCRIBE_OTHERWISE =
  'a subscription needs a WebSocket (graphql-transport-ws), or the header "Accept: text/event-stream"'

export interface GraphqlServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): Promise<void>
}

export async function createGraphqlServer(options: GraphqlOptions): Promise<GraphqlServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const logError = options.logError ?? ((error: unknown) => console.error(error))
  const callers = new WeakMap<IncomingMessage, Caller>()
  const connections = new WeakMap<IncomingMessage, Connection>()
  const operationOf = (request: IncomingMessage): Operation => {
    const caller = callers.get(request)
    if (caller === undefined) throw new Error('a request was handed on before it was identified')
    return new Operation(options, limits, caller)
  }
  const identify = async (request: IncomingMessage): Promise<void> => {
    const known = (await options.authenticate?.(request)) ?? ADMIN
    const user = options.impersonate?.(known, request, () => askedOf(request)) ?? known
    const connection = connections.get(request)
    const manager = managerOf(request)
    callers.set(request, { user, manager, ...(connection === undefined ? {} : { connection }) })
  }
  const app = await innerApp(options, limits, operationOf, logError)
  prepareSockets(app, options, limits, async request => {
    await identify(request)
    return operationOf(request)
  })
  await app.ready()
  const eventParts = (request: IncomingMessage) => {
    const { schema } = app.graphql
    return {
      schema,
      operation: operationOf(request),
      logError,
      tokensMax: limits.tokensMax,
      check: (document: DocumentNode) => checkWhole(options, limits, schema, document),
    }
  }
  return {
    async handle(request, response) {
      try {
        await identify(request)
      } catch (error) {
        return sendRefusal(response, presented(error, logError))
      }
      if (wantsEvents(request)) await sendEvents(eventParts(request), request, response)
      else app.routing(request, response)
    },
    async upgrade(request, socket, head) {
      try {
        checkSocket(request, options.acceptsHost)
        connections.set(request, { subscriptions: 0, gather: gathering(socket) })
        await identify(request)
      } catch (error) {
        return refuseUpgrade(socket, presented(error, logError))
      }
      app.server.emit('upgrade', request, socket, head)
    },
    close: () => app.close(),
  }
}

/** What a request is to who decides about acting as another: which objects it is about is not known yet. */
const askedOf = ({ method = '' }: IncomingMessage): Attributes =>
  resourceAttributes({ verb: method.toLowerCase(), path: '/graphql', isResourceRequest: false })

/** Who a write is recorded under that names nobody: the first part of the User-Agent. */
function managerOf(request: IncomingMessage): string {
  const [agent = ''] = (request.headers['user-agent'] ?? '').split('/', 1)
  return agent.replace(/[^\x20-\x7e]/g, '').slice(0, MANAGER_LENGTH_MAX) || 'unknown'
}

function sendRefusal(response: ServerResponse, error: ReturnType<typeof presented>): void {
  const { status } = error.extensions as { status?: { code: number } }
  response.writeHead(status?.code ?? 500, { 'Content-Type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ data: null, errors: [error.toJSON()] }))
}

type OperationOf = (request: IncomingMessage) => Operation

async function innerApp(
  options: GraphqlOptions,
  limits: Limits,
  operationOf: OperationOf,
  logError: (error: unknown) => void,
): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, bodyLimit: BODY_BYTES_MAX })
  await app.register(mercurius, {
    schema: buildSchema(options),
    context: request => ({ operation: operationOf(request.raw) }),
    subscription: {
      context: (_socket, request) => ({ request }) as never,
      fullWsTransport: true,
    },
    // What is asked again is compiled: it is some four times as fast.
    jit: 1,
    graphql: { parseOptions: { maxTokens: limits.tokensMax } },
    validationRules: options.introspection === false ? [NoSchemaIntrospectionCustomRule] : [],
    errorFormatter: execution => {
      const thrown = execution.errors ?? []
      const errors = presentedAll(thrown, logError)
      return {
        statusCode: execution.data ? 200 : codeOf(thrown, errors),
        response: { data: execution.data ?? null, errors: errors.map(error => error.toJSON()) },
      } as never
    },
  })
  // A compiled query is kept by its text alone; one with several operations would answer with another one.
  app.graphql.addHook('preExecution', async (_schema, document, context, variables) => {
    const { operation } = getOperationAST(document, operationNameOf(context)) ?? {}
    if (operation === 'subscription') throw badRequest(SUBSCRIBE_OTHERWISE)
    const moment = momentOf(document, operationNameOf(context), variables)
    if (moment !== undefined) (context as MercuriusContext & Context).operation.goBackTo(moment)
    return operationsOf(document) > 1 ? { document } : undefined
  })
  app.graphql.addHook('preValidation', async (_schema, document) => checkDocument(document, limits))
  app.graphql.addHook('onResolution', async (execution, context) => {
    const { warnings } = (context as MercuriusContext & Context).operation
    if (warnings.length > 0) execution.extensions = { ...execution.extensions, warnings }
  })
  followTable(app, options, logError)
  return app
}

/**
 * Makes the schema anew when it is next asked for after a row has come or gone. The hook before parsing is handed
 * the schema, so this is before a query of the old one is looked up.
 */
function followTable(
  app: FastifyInstance,
  options: GraphqlOptions,
  logError: (error: unknown) => void,
): void {
  let { schema } = app.graphql
  let isStale = false
  const stop = options.table.onChange(() => {
    isStale = true
  })
  app.addHook('onClose', async () => stop())
  Object.defineProperty(app.graphql, 'schema', {
    get: (): GraphQLSchema => {
      if (isStale) {
        isStale = false
        try {
          app.graphql.replaceSchema(buildSchema(options))
        } catch (error) {
          // One row that cannot be told must not silence all others.
          logError(error)
        }
      }
      return schema
    },
    set: (next: GraphQLSchema) => {
      schema = next
    },
  })
}

/**
 * On a socket each query has an operation of its own, for who is identified anew; and mercurius looks at
 * subscriptions less closely than at queries.
 */
function prepareSockets(
  app: FastifyInstance,
  options: GraphqlOptions,
  limits: Limits,
  operationOf: (request: IncomingMessage) => Promise<Operation>,
): void {
  app.graphql.addHook('preParsing', async (schema, source, context) => {
    if (context.reply !== undefined) return
    checkWhole(options, limits, schema, parse(source, { maxTokens: limits.tokensMax }))
    Object.assign(context, { operation: await operationOf(requestOf(context)) })
  })
  app.graphql.addHook('preSubscriptionExecution', async (schema, document, context) => {
    checkWhole(options, limits, schema, document)
    Object.assign(context, { operation: await operationOf(requestOf(context)) })
  })
}

/** @throws GraphQLError when a document asks for too much, or for what is not there */
function checkWhole(
  { introspection }: GraphqlOptions,
  limits: Limits,
  schema: GraphQLSchema,
  document: DocumentNode,
): void {
  checkDocument(document, limits)
  const rules =
    introspection === false ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules
  const [error] = validate(schema, document, rules)
  if (error !== undefined) throw error
}

const requestOf = (context: object): IncomingMessage =>
  (context as { request: FastifyRequest }).request.raw

/** Which of several operations a request over HTTP means. */
function operationNameOf({ reply }: Partial<MercuriusContext>): string | undefined {
  const { body, query } = reply?.request ?? {}
  for (const given of [body, query])
    if (isObject(given) && typeof given.operationName === 'string') return given.operationName
  return undefined
}

const operationsOf = (document: DocumentNode): number =>
  document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
