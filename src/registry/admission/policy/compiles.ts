// Whether the expressions of policies and webhooks compile, and give what they must.
import {
  type Allowed,
  policyProgram,
  programError,
  type Variable,
  variableProgram,
} from '../../../meta/cel/policy.ts'
import { type Cause, invalid } from '../../../meta/field-errors.ts'
import { sameJson } from '../../../meta/freeze.ts'
import type { KubeObject } from '../../../meta/object.ts'
import { invalidObject } from '../../../meta/status.ts'
import type {
  MatchCondition,
  MutatingAdmissionPolicy,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
} from '../../../schema/generated/admissionregistration-v1.ts'
import type { ClusterRule } from '../../admission.ts'

/** Expressions are looked at when they come or change. */
export const expressionsCompile: ClusterRule = {
  name: 'ExpressionsCompile',
  check(of, object, old, context) {
    if (of.kind.group !== 'admissionregistration.k8s.io' || object === undefined) return
    if (context.subresource !== '' || sameSpec(object, old)) return
    const causes = [...(CAUSES[of.kind.plural]?.(object) ?? [])]
    if (causes.length > 0) throw invalidObject(of.kind, object.metadata.name ?? '', causes)
  },
}

const sameSpec = (a: KubeObject, b: KubeObject | undefined): boolean =>
  b !== undefined && sameJson({ ...a, metadata: null }, { ...b, metadata: null })

const CAUSES: Readonly<Record<string, (object: KubeObject) => Generator<Cause>>> = {
  validatingadmissionpolicies: validatingCauses,
  mutatingadmissionpolicies: mutatingCauses,
  validatingwebhookconfigurations: webhookCauses,
  mutatingwebhookconfigurations: webhookCauses,
}

interface Wanted {
  readonly field: string
  readonly text: string | undefined
  readonly allowed: Allowed
  /** The types that the expression may give; any when there are none. */
  readonly gives: readonly string[]
}

function* wrong({ field, text, allowed, gives }: Wanted): Generator<Cause> {
  if (text === undefined || text.trim() === '') return
  const error = programError(policyProgram(text, allowed), gives)
  if (error !== undefined) yield invalid(field, text, error)
}

function* conditionCauses(
  conditions: readonly MatchCondition[] | undefined,
  path: string,
  allowed: Allowed,
): Generator<Cause> {
  for (const [at, { expression: text }] of (conditions ?? []).entries())
    yield* wrong({ field: `${path}[${at}].expression`, text, allowed, gives: ['bool'] })
}

type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy

function* sharedCauses({ spec }: Policy, allowed: Allowed): Generator<Cause> {
  yield* conditionCauses(spec?.matchConditions, 'spec.matchConditions', allowed)
  const variables: readonly Variable[] = spec?.variables ?? []
  for (const [at, { expression }] of variables.entries()) {
    const error = programError(variableProgram(at, { ...allowed, variables }), [])
    if (error !== undefined && expression.trim() !== '')
      yield invalid(`spec.variables[${at}].expression`, expression, error)
  }
}

const allowedIn = (policy: Policy): Allowed => ({
  params: policy.spec?.paramKind !== undefined,
  authorizer: true,
})

function* validatingCauses(object: KubeObject): Generator<Cause> {
  const policy = object as ValidatingAdmissionPolicy
  const allowed = { ...allowedIn(policy), variables: policy.spec?.variables ?? [] }
  yield* sharedCauses(policy, allowedIn(policy))
  for (const [at, validation] of (policy.spec?.validations ?? []).entries()) {
    const field = `spec.validations[${at}]`
    const { expression, messageExpression } = validation
    yield* wrong({ field: `${field}.expression`, text: expression, allowed, gives: ['bool'] })
    yield* wrong({
      field: `${field}.messageExpression`,
      text: messageExpression,
      allowed: { ...allowed, authorizer: false },
      gives: ['string'],
    })
  }
  for (const [at, { valueExpression: text }] of (policy.spec?.auditAnnotations ?? []).entries())
    yield* wrong({
      field: `spec.auditAnnotations[${at}].valueExpression`,
      text,
      allowed,
      gives: ['string', 'null_type'],
    })
}

function* mutatingCauses(object: KubeObject): Generator<Cause> {
  const policy = object as MutatingAdmissionPolicy
  const allowed = {
    ...allowedIn(policy),
    patches: true,
    variables: policy.spec?.variables ?? [],
  }
  yield* sharedCauses(policy, allowedIn(policy))
  for (const [at, { applyConfiguration, jsonPatch }] of (policy.spec?.mutations ?? []).entries()) {
    const field = `spec.mutations[${at}]`
    yield* wrong({
      field: `${field}.applyConfiguration.expression`,
      text: applyConfiguration?.expression,
      allowed,
      gives: ['Object'],
    })
    yield* wrong({
      field: `${field}.jsonPatch.expression`,
      text: jsonPatch?.expression,
      allowed,
      gives: ['list(JSONPatch)'],
    })
  }
}

function* webhookCauses(object: KubeObject): Generator<Cause> {
  const { webhooks = [] } = object as MutatingWebhookConfiguration
  for (const [at, { matchConditions }] of webhooks.entries())
    yield* conditionCauses(matchConditions, `webhooks[${at}].matchConditions`, {
      authorizer: true,
    })
}
