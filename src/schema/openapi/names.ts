// The names of types: `core/v1.Pod` within, `io.k8s.api.core.v1.Pod` in documents. Types that are no
// structs have names of the first sort, too, such as `meta/v1.Time`.
import type { TypeRef, Types } from '../types.ts'

const SPECIAL_SORTS: Readonly<Record<string, string>> = {
  time: 'meta/v1.Time',
  microTime: 'meta/v1.MicroTime',
  duration: 'meta/v1.Duration',
  fieldsV1: 'meta/v1.FieldsV1',
  quantity: 'api/resource.Quantity',
  intOrString: 'util/intstr.IntOrString',
  raw: 'pkg/runtime.RawExtension',
}

/** The name of the type that a reference leads to; nothing for what has none. */
export function namedTypeOf(type: TypeRef): string | undefined {
  if (type.sort === 'struct') return type.name
  if (type.sort === 'any') return type.go === undefined ? undefined : `apiextensions/${type.go}`
  return SPECIAL_SORTS[type.sort]
}

const PREFIXES: Readonly<Record<string, string>> = {
  'meta/v1': 'io.k8s.apimachinery.pkg.apis.meta.v1',
  'api/resource': 'io.k8s.apimachinery.pkg.api.resource',
  'util/intstr': 'io.k8s.apimachinery.pkg.util.intstr',
  'pkg/runtime': 'io.k8s.apimachinery.pkg.runtime',
  'pkg/version': 'io.k8s.apimachinery.pkg.version',
  'apiextensions/v1': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  'apiregistration/v1': 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
}

/** The name of a type in documents: `io.k8s.api.core.v1.Pod`. */
export function openapiNameOf(name: string): string {
  const at = name.indexOf('.')
  const place = name.slice(0, at)
  return `${PREFIXES[place] ?? `io.k8s.api.${place.replace('/', '.')}`}.${name.slice(at + 1)}`
}

/** All types that these are made of, these among them, in the order of their public names. */
export function namesIn(
  types: Types,
  roots: readonly string[],
): readonly { readonly name: string; readonly openapi: string }[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    // A schema or something else is told without its parts, but the schema is a struct of its own.
    for (const field of types.struct(name)?.fields.values() ?? []) visitType(field.type)
  }
  const visitType = (type: TypeRef): void => {
    if (type.sort === 'list' || type.sort === 'map') {
      visitType(type.of)
      return
    }
    const named = namedTypeOf(type)
    if (named !== undefined) visit(named)
  }
  for (const root of roots) visit(root)
  const named = [...found].map(name => ({ name, openapi: openapiNameOf(name) }))
  return named.sort((a, b) => (a.openapi < b.openapi ? -1 : 1))
}
