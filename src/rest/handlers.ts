// What is answered by something else than the store: logs, exec, reviews, evictions, bindings, tokens.
// A row names its handler; `cluster.ts` binds the name. REST only knows this shape of call and answer.
import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { GroupVersionKind, UserInfo, Verb } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { RequestContext } from '../registry/context.ts'
import type { Body } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'

/** A request as a handler sees it. */
export interface HandlerCall {
  /** The parent: its row, version, namespace and name. */
  readonly of: Target
  /** Empty when the resource itself is what the handler answers. */
  readonly subresource: string
  readonly verb: Verb
  readonly method: string
  readonly user: UserInfo
  readonly context: RequestContext
  /** The parsed body, for POST, PUT and PATCH of what is an object. */
  readonly body: Body | undefined
  readonly query: URLSearchParams
  /** What follows the subresource in the path, with its leading slash; for proxies. */
  readonly rest: string
  /** The request itself, for what streams or is upgraded. */
  readonly request: IncomingMessage
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
  /** Only for requests that ask for another protocol: the socket after the request's head. */
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer }
}

/** What a handler answers with; exactly one sort. */
export type HandlerAnswer =
  /** An object, encoded as the client asked. `kind` says what it is where that is neither the row's nor the subresource's. */
  | { readonly object: KubeObject; readonly code?: number; readonly kind?: GroupVersionKind }
  /** One or several objects of the row, shown in any form that the client may ask for. */
  | { readonly shown: KubeObject }
  | { readonly items: readonly KubeObject[] }
  /** Text, or a stream of bytes that is passed on as it comes. */
  | {
      readonly text: string | Readable
      readonly code?: number
      readonly type?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** No content. */
  | { readonly code: 204 }
  /** The handler has taken the socket over (only when `upgrade` was given). */
  | { readonly upgraded: true }

export type Handler = (call: HandlerCall) => HandlerAnswer | Promise<HandlerAnswer>

/** Handlers by the name that rows give them. */
export type Handlers = ReadonlyMap<string, Handler>
