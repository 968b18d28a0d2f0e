import type { Clock } from '../clock.ts'
import type { UserInfo, WriteContext } from '../meta/kind.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** Who asks for what, and how: every verb takes one, whoever calls it. */
export interface RequestContext {
  readonly user: UserInfo
  /** The field manager that a write is recorded under. */
  readonly manager: string
  /** The subresource a write goes through; empty for the object itself. */
  readonly subresource: string
  readonly dryRun: boolean
  readonly fieldValidation: FieldValidation
  /** An edge has asked already whether the request may come in. */
  readonly passed?: boolean
  /** Tells the client something without failing; becomes a Warning header. */
  warn(text: string): void
  /** Aborts what waits: the client went away, or its deadline passed. */
  readonly signal?: AbortSignal
}

const silent = (): void => {}

/** The context of a controller, kubelet or the server itself. */
export function systemContext(
  user: string,
  manager: string,
  groups: readonly string[] = [],
): RequestContext {
  return {
    user: { name: user, groups: [...groups, 'system:authenticated'] },
    manager,
    subresource: '',
    dryRun: false,
    fieldValidation: 'Ignore',
    warn: silent,
  }
}

/** The context of a controller of kube-controller-manager, which has a service account of its own. */
export function controllerContext(name: string): RequestContext {
  return systemContext(`system:serviceaccount:kube-system:${name}`, 'kube-controller-manager', [
    'system:serviceaccounts',
    'system:serviceaccounts:kube-system',
  ])
}

/** The same context for a subresource. */
export const through = (context: RequestContext, subresource: string): RequestContext => ({
  ...context,
  subresource,
})

/** What the rules of a kind are told of a write. */
export const writeContextOf = (
  clock: Clock,
  context: RequestContext,
  apiVersion: string,
): WriteContext => ({
  nowMs: clock.nowMs(),
  user: context.user,
  apiVersion,
  warn: text => context.warn(text),
})
