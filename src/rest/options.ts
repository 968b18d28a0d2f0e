import type { IncomingMessage } from 'node:http'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { Attributes } from '../auth/attributes.ts'
import type { Clock } from '../clock.ts'
import type { Table } from '../kinds/table.ts'
import type { UserInfo } from '../meta/kind.ts'
import type { Registry } from '../registry/registry.ts'
import type { Handlers } from './handlers.ts'
import type { HealthCheck } from './health.ts'
import type { VersionInfo } from './version.ts'

export type { Attributes }

/** A request that was answered. */
export interface RequestLogEntry {
  readonly auditId: string
  readonly method: string
  readonly url: string
  readonly user: string
  readonly userAgent: string
  readonly code: number
  readonly durationMs: number
}

/** The issuer of service account tokens, for those who want to verify them. */
export interface OpenIdOptions {
  readonly issuer: string
  /** The public keys as a JSON Web Key Set. */
  jwks(): unknown | Promise<unknown>
}

/** The parts that REST works with, and how it is to behave. */
export interface RestOptions {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly handlers: Handlers
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
  /** Headers that tell where a request would have queued. */
  readonly flow?: (user: UserInfo, attributes: Attributes) => readonly string[]
  readonly version?: Partial<VersionInfo>
  /** Refuse requests whose Host is not a name of this machine's loopback, and those of pages of other sites. */
  readonly loopbackOnly?: boolean
  /** Key, certificate and the authorities of clients' certificates; plain HTTP when left out. */
  readonly tls?: SecureContextOptions & Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'>
  /** What made a request fail that should not have; standard error when left out. */
  readonly logError?: (error: unknown, request: IncomingMessage) => void
  readonly requestLog?: (entry: RequestLogEntry) => void
  readonly healthChecks?: readonly HealthCheck[]
  readonly openid?: OpenIdOptions
  /** More lines of `/metrics`, in the text form of Prometheus. */
  readonly metrics?: () => string
  /** Distinguishes the audit ids of this server; 36 characters of a UUID. */
  readonly serverId?: string
}
