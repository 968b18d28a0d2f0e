// What the expressions of admission policies and webhooks may speak of.
import { type Environment, environmentOf } from './environment.ts'
import { type Broken, compile, isBroken, type Program } from './program.ts'
import {
  BOOL,
  DYN,
  INT,
  listOf,
  mapOf,
  objectType,
  plainType,
  STRING,
  TIMESTAMP,
  type Type,
} from './types.ts'

const TEXTS = listOf(STRING)
const LABELS = mapOf(STRING, STRING)

const named = (name: string, ...fields: string[]): Type =>
  objectType(`kubernetes.${name}`, Object.fromEntries(fields.map(field => [field, STRING])))

const KIND = named('GroupVersionKind', 'group', 'version', 'kind')
const RESOURCE = named('GroupVersionResource', 'group', 'version', 'resource')

const REQUEST = objectType('kubernetes.AdmissionRequest', {
  kind: KIND,
  resource: RESOURCE,
  subResource: STRING,
  requestKind: KIND,
  requestResource: RESOURCE,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: objectType('kubernetes.UserInfo', {
    username: STRING,
    uid: STRING,
    groups: TEXTS,
    extra: mapOf(STRING, TEXTS),
  }),
  dryRun: BOOL,
  options: DYN,
})

const NAMESPACE = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: LABELS,
    annotations: LABELS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: TEXTS,
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: TEXTS }),
  status: objectType('kubernetes.NamespaceStatus', {
    conditions: listOf(
      objectType('kubernetes.NamespaceCondition', {
        status: STRING,
        type: STRING,
        lastTransitionTime: TIMESTAMP,
        message: STRING,
        reason: STRING,
      }),
    ),
    phase: STRING,
  }),
})

/** Which names expressions of a place may use besides the objects, the request and the namespace. */
export interface Allowed {
  readonly params?: boolean
  readonly authorizer?: boolean
  /** `Object{…}`, `JSONPatch{…}` and what goes with them. */
  readonly patches?: boolean
  /** What is known of the objects and the parameters; anything otherwise. */
  readonly object?: Type
  readonly paramsType?: Type
  /** The policy's own variables; undefined where there are none to speak of. */
  readonly variables?: readonly Variable[]
}

export interface Variable {
  readonly name: string
  readonly expression: string
}

/** Objects made in mutations have any fields, of types named by the path to them. */
const PATCH_TYPES = {
  get(name: string): Type | undefined {
    if (name === 'JSONPatch') return JSON_PATCH
    if (name !== 'Object' && !name.startsWith('Object.')) return undefined
    return { sort: 'object', name, field: () => DYN } as const
  },
}

const JSON_PATCH = objectType('JSONPatch', { op: STRING, path: STRING, from: STRING, value: DYN })

/** The environments that do not depend on one policy, each made once. */
const shared = new Map<string, Environment>()

function sharedEnvironment(allowed: Allowed): Environment {
  const key = ['params', 'authorizer', 'patches']
    .filter(name => allowed[name as 'params' | 'authorizer' | 'patches'] === true)
    .join()
  const known = shared.get(key) ?? made(allowed, undefined)
  shared.set(key, known)
  return known
}

function made(allowed: Allowed, variables: Type | undefined): Environment {
  const { object = DYN, paramsType = DYN } = allowed
  return environmentOf(
    {
      object,
      oldObject: object,
      namespaceObject: NAMESPACE,
      request: REQUEST,
      ...(allowed.params ? { params: paramsType } : {}),
      ...(allowed.authorizer
        ? {
            authorizer: plainType('authorizer'),
            'authorizer.requestResource': plainType('resourceCheck'),
          }
        : {}),
      ...(variables === undefined ? {} : { variables }),
    },
    allowed.patches ? { patches: true, structs: PATCH_TYPES } : {},
  )
}

const composed = new WeakMap<readonly Variable[], Map<string, PolicyEnvironments>>()

interface PolicyEnvironments {
  readonly whole: Environment
  /** What the variable at an index may speak of: those before it. */
  readonly before: readonly Environment[]
}

/** One list for all that have none, by which environments are found again. */
const NONE: readonly Variable[] = []

function environmentsOf(allowed: Allowed, given: readonly Variable[]): PolicyEnvironments {
  const variables = given.length === 0 ? NONE : given
  const typed = allowed.object !== undefined || allowed.paramsType !== undefined
  const key = `${allowed.params} ${allowed.authorizer} ${allowed.patches}`
  const known = typed ? undefined : composed.get(variables)?.get(key)
  if (known !== undefined) return known
  const fields = new Map<string, Type>()
  const before: Environment[] = []
  const typeOf = (): Type => objectType('kubernetes.variables', Object.fromEntries(fields))
  for (const { name, expression } of variables) {
    const environment = made(allowed, typeOf())
    before.push(environment)
    const program = compile(expression, environment)
    fields.set(name, isBroken(program) ? DYN : declared(program.type))
  }
  const environments = { whole: made(allowed, typeOf()), before }
  if (!typed) composed.set(variables, (composed.get(variables) ?? new Map()).set(key, environments))
  return environments
}

const SIMPLE: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'int', 'null', 'string', 'timestamp', 'uint'],
])

/** The type that a variable is taken for: objects are not looked into. */
function declared(type: Type): Type {
  if (type.sort === 'list') return listOf(declared(type.of))
  if (type.sort === 'map') return mapOf(declared(type.key), declared(type.of))
  return type.sort === 'plain' && SIMPLE.has(type.name) ? type : DYN
}

/** An expression of a policy or of a webhook's condition. */
export function policyProgram(text: string, allowed: Allowed): Program | Broken {
  const { variables } = allowed
  const isShared =
    variables === undefined && allowed.object === undefined && allowed.paramsType === undefined
  if (isShared) return compile(text, sharedEnvironment(allowed))
  return compile(
    text,
    variables === undefined ? made(allowed, undefined) : environmentsOf(allowed, variables).whole,
  )
}

/** The expression of the variable at an index. */
export function variableProgram(index: number, allowed: Allowed): Program | Broken {
  const { variables = [] } = allowed
  const environment = environmentsOf(allowed, variables).before[index]
  return compile(variables[index]?.expression ?? '', environment ?? sharedEnvironment(allowed))
}

/** Why an expression does not do, if it does not: it does not compile, or gives what is not asked for. */
export function programError(
  program: Program | Broken,
  gives: readonly string[],
): string | undefined {
  if (isBroken(program)) return program.message
  const { typeText } = program
  if (gives.length === 0 || gives.includes(typeText)) return undefined
  const [only = ''] = gives
  const must = gives.length === 1 ? only : `one of [${gives.join(' ')}]`
  return `must evaluate to ${must} but got ${typeText}`
}
