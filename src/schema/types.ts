// What the API's types are made of: a table read once, from facts about Kubernetes' Go types
// (`openapi/`). Decoding, protobuf, patches, OpenAPI and GraphQL all read this table and no other.
// This room knows fields, never kinds or objects, and imports nothing of ours.

/** How a value of JSON is typed. `struct` and the names in it refer to the table. */
export type TypeRef = TypeSort & {
  /** The name in Go where it is not the plain one: `v1.PullPolicy`, `v1.ResourceList`. */
  readonly go?: string
}

type TypeSort =
  | { readonly sort: 'string' | 'bool' | 'int32' | 'int64' | 'uint32' | 'float64' | 'bytes' }
  | { readonly sort: 'time' | 'microTime' | 'duration' | 'quantity' | 'intOrString' }
  /** `fieldsV1`, RawExtension (`raw`) and JSON of any shape. */
  | { readonly sort: 'fieldsV1' | 'raw' | 'any' }
  | { readonly sort: 'struct'; readonly name: string }
  /** `wrapped`: protobuf has a message of its own around the items (ExtraValue, Verbs). */
  | { readonly sort: 'list'; readonly of: TypeRef; readonly wrapped?: true }
  /** `goKey` is the key's name in Go where it is not `string`. */
  | { readonly sort: 'map'; readonly of: TypeRef; readonly goKey?: string }

/** How server-side apply takes a list. */
export type ListType = 'atomic' | 'set' | 'map'

/** A field of a struct. */
export interface Field {
  /** The name in JSON. */
  readonly name: string
  /** The name in Go, which some error texts quote. */
  readonly go: string
  readonly type: TypeRef
  /** A pointer in Go: an explicit zero is kept. */
  readonly pointer: boolean
  /** Left out of JSON when empty (`omitempty`: false, 0, "", nil, length 0) or when zero (`omitzero`: also a struct of zeros). */
  readonly omit: 'never' | 'empty' | 'zero'
  /** The number in protobuf; 0 where there is none. */
  readonly number: number
  /** The numbers of the protobuf messages around the field: what JSON flattens, protobuf nests. */
  readonly within?: readonly number[]
  /** The Go names of the embedded structs around the field, which errors quote. */
  readonly embedded?: readonly string[]
  readonly listType?: ListType
  readonly listMapKeys?: readonly string[]
  /** The map or struct is owned as one value by server-side apply; `false` overrides an atomic struct. */
  readonly atomic?: boolean
  readonly patchStrategy?: string
  readonly patchMergeKey?: string
  /** A default of the schema itself, such as `protocol: TCP` of a port; it counts for list keys. */
  readonly default?: unknown
}

/** A struct of the API, its fields in Go's order, embedded structs flattened. */
export interface StructType {
  /** `core/v1.Pod`, `meta/v1.ObjectMeta`, `apps/v1.DaemonSet`. */
  readonly name: string
  /** How Go's errors call it: `v1.Pod`. */
  readonly go: string
  readonly fields: ReadonlyMap<string, Field>
  readonly atomic?: boolean
  /** Fields of which one may be set, as OpenAPI tells them. */
  readonly unions?: readonly unknown[]
}

/** Finds structs by name. */
export interface Types {
  struct(name: string): StructType | undefined
}
