// Whether the validations of a policy fit the types of what it matches: what the policy's status tells. It
// never changes what the policy does.
import { type Allowed, policyProgram } from '../../meta/cel/policy.ts'
import { isBroken } from '../../meta/cel/program.ts'
import type { Type } from '../../meta/cel/types.ts'
import type { Kind, ServedVersion } from '../../meta/kind.ts'
import type {
  ExpressionWarning,
  NamedRuleWithOperations,
  ValidatingAdmissionPolicy,
} from '../../schema/generated/admissionregistration-v1.ts'
import { typeOfObjects } from './object-type.ts'

/** No more than so many types are looked at. */
const TYPES_MAX = 10

type Served = { readonly kind: Kind; readonly version: ServedVersion }

/** The kinds that there are. */
export interface KnownKinds {
  find(group: string, version: string, plural: string): Served | undefined
  findKind(group: string, version: string, kind: string): Served | undefined
}

export function expressionWarnings(
  { spec = {} }: ValidatingAdmissionPolicy,
  kinds: KnownKinds,
): ExpressionWarning[] {
  const { paramKind, variables = [] } = spec
  const checked = typesOf(spec.matchConstraints?.resourceRules ?? [], kinds)
  const paramsType = paramKind && paramsOf(paramKind, kinds)
  const base: Allowed = {
    authorizer: true,
    params: paramKind !== undefined,
    ...(paramsType === undefined ? {} : { paramsType }),
    variables,
  }
  const warning = (fieldRef: string, text: string): ExpressionWarning[] => {
    const found = checked.flatMap(({ name, type }) => {
      const program = policyProgram(text, { ...base, object: type })
      return isBroken(program) ? [`${name}: ${program.error}\n`] : []
    })
    return found.length === 0 ? [] : [{ fieldRef, warning: found.join('\n') }]
  }
  return (spec.validations ?? []).flatMap(({ expression, messageExpression = '' }, index) => {
    const path = `spec.validations[${index}]`
    return [
      ...warning(`${path}.expression`, expression),
      ...(messageExpression === '' ? [] : warning(`${path}.messageExpression`, messageExpression)),
    ]
  })
}

function paramsOf(
  { apiVersion = '', kind = '' }: { apiVersion?: string; kind?: string },
  kinds: KnownKinds,
): Type | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const served = kinds.findKind(group, version, kind)
  return served && typeOfObjects(served.version)
}

interface Checked {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly name: string
  readonly type: Type
}

/** The types of what the rules name without stars, in their order. */
function typesOf(rules: readonly NamedRuleWithOperations[], kinds: KnownKinds): Checked[] {
  const found = new Map<string, Checked>()
  for (const rule of rules)
    for (const [group, version, plural] of named(rule)) {
      const served = kinds.find(group, version, plural)
      const type = served && typeOfObjects(served.version)
      if (served === undefined || type === undefined || found.size >= TYPES_MAX) continue
      const { kind } = served.kind
      const name = `${group}/${version}, Kind=${kind}`
      found.set(name, { group, version, kind, name, type })
    }
  const key = ({ group, version, kind }: Checked): string => `${group} ${version} ${kind}`
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function named(rule: NamedRuleWithOperations): [string, string, string][] {
  const { apiGroups = [], apiVersions = [], resources = [] } = rule
  if ([...apiGroups, ...apiVersions].some(text => text.includes('*'))) return []
  const plain = resources.filter(text => !/[*/]/.test(text)).sort()
  return [...apiGroups]
    .sort()
    .flatMap(group =>
      [...apiVersions]
        .sort()
        .flatMap(version =>
          plain.map((plural): [string, string, string] => [group, version, plural]),
        ),
    )
}
