// Parameters of requests as OpenAPI describes them. Their texts were generated beside the types'.
import { generatedJson } from '../../schema/generated-data.ts'

const TYPES: Readonly<Record<string, string>> = {
  allowWatchBookmarks: 'boolean',
  follow: 'boolean',
  force: 'boolean',
  gracePeriodSeconds: 'integer',
  ignoreStoreReadErrorWithClusterBreakingPotential: 'boolean',
  insecureSkipTLSVerifyBackend: 'boolean',
  limit: 'integer',
  limitBytes: 'integer',
  orphanDependents: 'boolean',
  ports: 'integer',
  previous: 'boolean',
  sendInitialEvents: 'boolean',
  sinceSeconds: 'integer',
  stderr: 'boolean',
  stdin: 'boolean',
  stdout: 'boolean',
  tailLines: 'integer',
  timeoutSeconds: 'integer',
  timestamps: 'boolean',
  tty: 'boolean',
  watch: 'boolean',
}

/** A parameter of the query or the path. */
export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly description: string
  readonly type: string
}

/** A parameter of the query; `fieldManager.patch` is `fieldManager` with more to say of it. */
export function queryParameter(key: string): Parameter {
  const name = key.split('.', 1)[0] ?? key
  return { name, in: 'query', description: textOf(key), type: TYPES[name] ?? 'string' }
}

/** The parameters that stand in a path such as `/namespaces/{namespace}/pods/{name}`. */
export function pathParameters(path: string, named: string): Parameter[] {
  const parameters: Parameter[] = []
  const add = (name: string, description: string) => {
    if (path.includes(`{${name}}`))
      parameters.push({ name, in: 'path', description, type: 'string' })
  }
  add('name', `name of the ${named}`)
  add('namespace', 'object name and auth scope, such as for teams and projects')
  add('path', 'path to the resource')
  return parameters
}

function textOf(key: string): string {
  const texts = generatedJson('openapi/parameters.json') as Readonly<Record<string, string>>
  return texts[key] ?? ''
}

/** The keys that all operations of a path share; they are told once. */
export function sharedKeys(
  operations: readonly { readonly parameters: readonly string[] }[],
): string[] {
  const [first, ...others] = operations
  return (first?.parameters ?? []).filter(key =>
    others.every(other => other.parameters.includes(key)),
  )
}

export const byName = (a: Parameter, b: Parameter): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.in < b.in ? -1 : 1
