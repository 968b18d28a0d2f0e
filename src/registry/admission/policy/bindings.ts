// The policies that are in force: each with its bindings, and the objects that its parameters come from.
import { type Kind, resourceOf, type ServedVersion } from '../../../meta/kind.ts'
import { matches, selectorFromObject } from '../../../meta/labels.ts'
import { apiVersionOf, type KubeObject } from '../../../meta/object.ts'
import type {
  MatchResources,
  ParamKind,
  ParamRef,
} from '../../../schema/generated/admissionregistration-v1.ts'
import type { Asked } from '../asked.ts'

const GROUP = 'admissionregistration.k8s.io'

interface Policy extends KubeObject {
  spec?: { paramKind?: ParamKind; matchConstraints?: MatchResources; failurePolicy?: string }
}

interface Binding extends KubeObject {
  spec?: { policyName?: string; paramRef?: ParamRef; matchResources?: MatchResources }
}

export type KindOf = (
  group: string,
  version: string,
  kind: string,
) => { readonly kind: Kind; readonly version: ServedVersion } | undefined

/** The kinds that policies and webhooks are never asked about: they could lock everybody out. */
export const isExempt = ({ of }: Asked): boolean =>
  of.kind.group === GROUP && /^(validating|mutating)/.test(of.kind.plural)

/** Policies in the order of their names, each with its bindings in theirs. */
export function inForce<P extends Policy, B extends Binding>(
  { context }: Asked,
  policies: string,
): { policy: P; bindings: B[] }[] {
  const all = context.reader.list(`${GROUP}/${policies}`)
  if (all.length === 0) return []
  const bindings = context.reader.list(
    `${GROUP}/${policies.replace(/policies$/, 'policybindings')}`,
  ) as readonly B[]
  return (all as readonly P[]).map(policy => ({
    policy,
    bindings: bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name),
  }))
}

/** The objects that parameters come from; one `undefined` when there are no parameters. */
export type Params =
  | { readonly objects: readonly (KubeObject | undefined)[] }
  | { readonly error: string; readonly ofPolicy: boolean }

export function paramsOf(write: Asked, policy: Policy, binding: Binding, kindOf: KindOf): Params {
  const { paramKind } = policy.spec ?? {}
  const { paramRef } = binding.spec ?? {}
  if (paramKind === undefined) return { objects: [undefined] }
  const [version = '', group = ''] = (paramKind.apiVersion ?? '').split('/').reverse()
  const served = kindOf(group, version, paramKind.kind ?? '')
  if (served === undefined)
    return {
      ofPolicy: true,
      error: `failed to configure policy: failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'`,
    }
  if (paramRef === undefined) return { objects: [undefined] }
  const misplaced = misplacedError(write, paramRef, served.kind)
  if (misplaced !== undefined)
    return { ofPolicy: false, error: `failed to configure binding: ${misplaced}` }
  const found = objectsOf(write, paramRef, served.kind)
  if (found.length > 0)
    return {
      objects: found.map(object => ({
        ...(served.version.fromStorage?.(object) ?? object),
        kind: served.kind.kind,
        apiVersion: apiVersionOf(served.version.group ?? served.kind.group, served.version.version),
      })),
    }
  if (paramRef.parameterNotFoundAction === 'Allow') return { objects: [] }
  return {
    ofPolicy: false,
    error:
      'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
  }
}

/** Why parameters cannot be where a binding looks for them. */
function misplacedError({ of }: Asked, ref: ParamRef, kind: Kind): string | undefined {
  const given = ref.namespace ?? ''
  if (!kind.namespaced)
    return given === ''
      ? undefined
      : 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`'
  const inNone = given === '' && of.namespace === '' && of.kind.plural !== 'namespaces'
  return inNone
    ? 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources'
    : undefined
}

function objectsOf({ of, context }: Asked, ref: ParamRef, kind: Kind): readonly KubeObject[] {
  const { reader } = context
  const namespace = kind.namespaced ? (ref.namespace ?? of.namespace) : ''
  if (ref.name !== undefined && ref.name !== '') {
    const object = reader.get(resourceOf(kind), namespace, ref.name)
    return object === undefined ? [] : [object]
  }
  const selector = selectorFromObject(ref.selector)
  const all = reader.list(resourceOf(kind), kind.namespaced ? namespace : undefined)
  return all.filter(object => matches(selector, object.metadata.labels))
}
