import type { IncomingMessage } from 'node:http'
import type { Attributes } from '../auth/attributes.ts'
import type { Clock } from '../clock.ts'
import type { Table } from '../kinds/table.ts'
import type { UserInfo } from '../meta/kind.ts'
import type { Registry } from '../registry/registry.ts'
import type { DaemonSet } from '../schema/generated/apps-v1.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'
import type { Actions } from './actions.ts'
import type { Limits } from './limits.ts'

export type { Attributes }

/** One rule of a DaemonSet for a node, with why it says no. */
export interface NodeVerdict {
  readonly predicate: string
  readonly shouldRun: boolean
  readonly shouldContinue: boolean
  readonly reasons: readonly string[]
}

/** What the scheduling room knows; graphql may not ask it itself. */
export interface Explanations {
  /** Whether a DaemonSet wants a Pod on a node, rule by rule. */
  daemonSet(
    ds: DaemonSet,
    node: Node,
  ): {
    readonly shouldRun: boolean
    readonly shouldContinue: boolean
    readonly predicates: readonly NodeVerdict[]
  }
  /** The node that a Pod of a DaemonSet is bound to, or meant for. */
  targetNode(pod: Pod): string | undefined
}

/** The parts that GraphQL works with, and how it is to behave. */
export interface GraphqlOptions {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly explain: Explanations
  /** Evictions and logs; what needs them is not there when left out. */
  readonly actions?: Actions
  /** An object as YAML, as REST writes it. */
  yaml(object: unknown): string
  /** Who is asking; throws a StatusError (401) for who is not known. Everybody is an administrator when left out. */
  readonly authenticate?: (request: IncomingMessage) => UserInfo | Promise<UserInfo>
  /** Whom they act as; throws a StatusError (400, 403) when they may not. Nobody acts as another when left out. */
  readonly impersonate?: (
    user: UserInfo,
    request: IncomingMessage,
    attributes: () => Attributes,
  ) => UserInfo
  /** May they; throws a StatusError (403) when not. Everybody may when left out. */
  readonly authorize?: (user: UserInfo, attributes: Attributes) => void | Promise<void>
  /** Whether requests with this Host are answered; all are when left out. */
  readonly acceptsHost?: (host: string | undefined) => boolean
  /** Whether the schema may be asked for; it may when left out. */
  readonly introspection?: boolean
  readonly limits?: Partial<Limits>
  /** Told of errors that should not have happened; standard error when left out. */
  readonly logError?: (error: unknown) => void
}
