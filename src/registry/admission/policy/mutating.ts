// MutatingAdmissionPolicies: expressions that give what is to change in a write, where a binding says so.
// Follows apiserver `admission/plugin/policy/mutating`.
import { toJson } from '../../../meta/cel/json.ts'
import type { Allowed } from '../../../meta/cel/policy.ts'
import { MapValue } from '../../../meta/cel/values.ts'
import type { ServedVersion } from '../../../meta/kind.ts'
import type { JsonObject, KubeObject } from '../../../meta/object.ts'
import { StatusError } from '../../../meta/status.ts'
import type { Shape } from '../../../patch/shape.ts'
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  Mutation,
} from '../../../schema/generated/admissionregistration-v1.ts'
import type { ClusterRule } from '../../admission.ts'
import type { Target } from '../../target.ts'
import { type Asked, asked, seenIn } from '../asked.ts'
import { PatchFailure, patched } from '../json-patch.ts'
import { matchedVersion } from '../match.ts'
import { Reinvocation } from '../reinvocation.ts'
import { typeNameFlaw, withConfiguration } from './apply-configuration.ts'
import { inForce, isExempt, paramsOf } from './bindings.ts'
import { Budget, conditionsHold, outcome, tried, withVariables } from './expressions.ts'
import { type PolicyParts, withParams } from './validating.ts'
import { valuesFor } from './variables.ts'

type Policy = MutatingAdmissionPolicy
type Binding = MutatingAdmissionPolicyBinding

export interface MutatingParts extends PolicyParts {
  shapeOf(of: Target): Shape
  /** An object of a version, decoded and with its defaults, in the storage version. */
  restored(of: Target, object: JsonObject): KubeObject
}

export function mutatingPolicies(parts: MutatingParts): ClusterRule {
  const rounds = new Reinvocation()
  return {
    name: 'MutatingAdmissionPolicy',
    mutate(of, draft, old, context) {
      const first = asked(of, draft, old, context)
      if (isExempt(first) || context.subresource === 'scale') return draft
      const found = inForce<Policy, Binding>(first, 'mutatingadmissionpolicies')
      const changers = found.flatMap(({ policy, bindings }) =>
        bindings.map(binding => ({
          key: `${policy.metadata.name}/${binding.metadata.name}`,
          again: policy.spec?.reinvocationPolicy === 'IfNeeded',
          change: (object: KubeObject) =>
            mutated(parts, asked(of, object, old, context), policy, binding),
        })),
      )
      return changers.length === 0 ? draft : rounds.run(context, draft, changers)
    },
  }
}

function mutated(
  parts: MutatingParts,
  write: Asked,
  policy: Policy,
  binding: Binding,
): KubeObject | undefined {
  const { matchConstraints = {}, failurePolicy = 'Fail' } = policy.spec ?? {}
  const version = matchedVersion(write, matchConstraints)
  const { matchResources } = binding.spec ?? {}
  if (version === undefined) return undefined
  if (matchResources !== undefined && matchedVersion(write, matchResources) === undefined)
    return undefined
  const refuse = (text: string, bound = true): undefined => {
    if (failurePolicy === 'Fail') throw refusal(write, policy, bound ? binding : undefined, text)
    return undefined
  }
  const params = paramsOf(write, policy, binding, parts.kindOf)
  if ('error' in params) return refuse(params.error, !params.ofPolicy)
  let object = write.object
  for (const param of params.objects) {
    const done = changed(parts, { ...write, object }, version, policy, param)
    if (typeof done === 'string') return refuse(done)
    object = done
  }
  return object
}

/** The object as the policy leaves it, or why that cannot be. */
function changed(
  parts: MutatingParts,
  write: Asked,
  version: ServedVersion,
  { spec = {} }: Policy,
  param: KubeObject | undefined,
): KubeObject | string | undefined {
  const allowed: Allowed = {
    params: spec.paramKind !== undefined,
    authorizer: true,
  }
  const values = (object: KubeObject | undefined) =>
    withParams(valuesFor({ ...write, object }, version, parts.authorizer), param)
  const holds = conditionsHold(spec.matchConditions ?? [], allowed, values(write.object))
  if (typeof holds === 'object') return holds.error
  if (!holds) return write.object
  const of = { ...write.of, version }
  const { variables = [] } = spec
  const budget = new Budget()
  let { object } = write
  for (const mutation of spec.mutations ?? []) {
    const all = withVariables(variables, allowed, values(object), budget)
    const text = (mutation.applyConfiguration ?? mutation.jsonPatch)?.expression ?? ''
    const done = tried(() => outcome(text, { ...allowed, patches: true, variables }, all, budget))
    if ('error' in done) return done.error
    const seen = seenIn(write, version, object) as unknown as JsonObject
    const next = applied(parts, of, mutation, seen, done.value)
    if (typeof next === 'string') return next
    object = parts.restored(of, next)
  }
  return object
}

/** A patch whose test fails is for another object: it changes nothing. */
function applied(
  parts: MutatingParts,
  of: Target,
  { patchType }: Mutation,
  object: JsonObject,
  value: unknown,
): JsonObject | string {
  if (patchType !== 'JSONPatch')
    return (
      typeNameFlaw(value) ??
      withConfiguration(object, toJson(value) as JsonObject, parts.shapeOf(of))
    )
  const operations = Array.isArray(value) ? value : []
  for (const operation of operations) {
    const flaw = typeNameFlaw(operation instanceof MapValue ? operation.get('value') : undefined)
    if (flaw !== undefined) return flaw
  }
  try {
    return patched(object, operations.map(toJson))
  } catch (error) {
    if (!(error instanceof PatchFailure)) throw error
    return error.isTest ? object : `JSON Patch: ${error.message}`
  }
}

/** What cannot be configured forbids, what cannot be done is invalid; both are told with the code of the first. */
function refusal(
  { of, name }: Asked,
  policy: Policy,
  binding: Binding | undefined,
  text: string,
): StatusError {
  const named = `policy '${policy.metadata.name}'`
  const bound = binding === undefined ? named : `${named} with binding '${binding.metadata.name}'`
  const message = `${bound} denied request: ${text}`
  const reason = /^failed to configure (policy|binding): /.test(text) ? 'Forbidden' : 'Invalid'
  const { group, plural: kind } = of.kind
  return new StatusError(403, reason, message, { name, group, kind, causes: [{ message }] })
}
