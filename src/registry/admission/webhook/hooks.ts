// Webhooks of the cluster: which are asked about a write, and what follows from their answers.
// Follows apiserver `admission/plugin/webhook`.
import type { AdmissionContext, ServedVersion } from '../../../meta/kind.ts'
import { badRequest, forbiddenStatus, internalError, StatusError } from '../../../meta/status.ts'
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhook,
} from '../../../schema/generated/admissionregistration-v1.ts'
import type { Asked } from '../asked.ts'
import { matchedVersion } from '../match.ts'
import { isExempt } from '../policy/bindings.ts'
import { conditionsHold } from '../policy/expressions.ts'
import { type Decides, valuesFor } from '../policy/variables.ts'
import { CallError, call } from './call.ts'
import { ReviewError, reviewOf, type Verdict, verdictOf } from './review.ts'

export interface HookParts {
  readonly authorizer: Decides
  /** Names each question. */
  uid(): string
}

export type Hook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>

export const VALIDATING = 'admissionregistration.k8s.io/validatingwebhookconfigurations'
export const MUTATING = 'admissionregistration.k8s.io/mutatingwebhookconfigurations'

/** All webhooks, in the order of their configurations' names and then their own. */
export function hooksOf(context: AdmissionContext, resource: string): readonly Hook[] {
  const configurations = context.reader.list(resource)
  if (configurations.length === 0) return []
  return (configurations as readonly MutatingWebhookConfiguration[]).flatMap(
    ({ webhooks }) => webhooks ?? [],
  )
}

/** The version in which a webhook is asked about a write; undefined when it is not. @throws StatusError */
export function versionFor(parts: HookParts, hook: Hook, write: Asked): ServedVersion | undefined {
  const { rules = [], namespaceSelector, objectSelector, matchPolicy, matchConditions = [] } = hook
  if (isExempt(write) || rules.length === 0) return undefined
  const version = matchedVersion(write, {
    resourceRules: rules,
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
    ...(matchPolicy === undefined ? {} : { matchPolicy }),
  })
  if (version === undefined || matchConditions.length === 0) return version
  const values = valuesFor(write, version, parts.authorizer)
  const holds = conditionsHold(matchConditions, { authorizer: true }, values)
  if (typeof holds === 'boolean') return holds ? version : undefined
  if (hook.failurePolicy === 'Ignore') return undefined
  throw forbiddenStatus(write.of.kind, write.name, holds.error)
}

/** What a webhook says; nothing when it could not be asked and that does not matter. @throws StatusError */
export async function ask(
  parts: HookParts,
  hook: Hook,
  write: Asked,
  version: ServedVersion,
  mutating: boolean,
): Promise<Verdict | undefined> {
  const { context } = write
  if (context.dryRun && !/^None/.test(hook.sideEffects ?? ''))
    throw badRequest(`admission webhook "${hook.name}" does not support dry run`)
  const review = reviewOf(write, version, parts.uid(), hook.admissionReviewVersions ?? [])
  try {
    const { timeoutSeconds = 10, clientConfig = {} } = hook
    const text = await call(clientConfig, review, timeoutSeconds, context.reader)
    const verdict = verdictOf(text, review, mutating)
    for (const warning of verdict.warnings) context.warn(warning)
    return verdict
  } catch (error) {
    const text = failureText(error)
    if (text === undefined) throw error
    if (hook.failurePolicy === 'Ignore') return undefined
    throw internalError(`failed calling webhook "${hook.name}": ${text}`)
  }
}

function failureText(error: unknown): string | undefined {
  if (error instanceof CallError) return `failed to call webhook: ${error.message}`
  if (error instanceof ReviewError) return error.message
  return undefined
}

/** @throws StatusError in the webhook's own words when it says no */
export function obey(hook: Hook, { allowed, status }: Verdict): void {
  if (allowed) return
  const { message, reason, code, details } = status as {
    message?: string
    reason?: string
    code?: number
    details?: object
  }
  const head = `admission webhook "${hook.name}" denied the request`
  const why = message || reason
  throw new StatusError(
    code === undefined || code < 400 ? 400 : code,
    reason ?? '',
    why === undefined || why === '' ? `${head} without explanation` : `${head}: ${why}`,
    details,
  )
}
