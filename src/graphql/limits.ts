// What a query may cost: told from its text before it is looked at any closer, and counted while it runs.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLResolveInfo,
  Kind,
  type SelectionSetNode,
} from 'graphql'

export interface Limits {
  /** How deep fields may stand in fields. */
  readonly depthMax: number
  /** How many fields a document may ask for, fragments counted wherever they are used. */
  readonly fieldsMax: number
  /** How many fields may be given another name. */
  readonly aliasesMax: number
  /** How many words and signs a document may have. */
  readonly tokensMax: number
  /** How many fields of objects an answer may have, about. */
  readonly answerFieldsMax: number
  /** How many subscriptions a WebSocket may have at a time. */
  readonly subscriptionsMax: number
}

export const DEFAULT_LIMITS: Limits = {
  depthMax: 20,
  fieldsMax: 3_000,
  aliasesMax: 100,
  tokensMax: 10_000,
  answerFieldsMax: 5_000_000,
  subscriptionsMax: 500,
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

interface Cost {
  readonly depth: number
  readonly fields: number
  readonly aliases: number
}

/** What the schema says of itself is long, whatever is asked of it; it nests deeply by nature, and GraphQL sets a bound to that. */
const DESCRIPTIONS: Readonly<Record<string, number>> = { __schema: 1_000, __type: 100 }

const NOTHING: Cost = { depth: 0, fields: 0, aliases: 0 }

/** @throws GraphQLError when a document asks for too much. Fragments that lead to themselves are told by validation. */
export function checkDocument(document: DocumentNode, limits: Limits): void {
  const fragments = fragmentsOf(document)
  const known = new Map<string, Cost | undefined>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const cost = costOf(definition.selectionSet, fragments, known)
    refuse('deep', cost.depth, limits.depthMax, 'levels')
    refuse('large', cost.fields, limits.fieldsMax, 'fields')
    refuse('large', cost.aliases, limits.aliasesMax, 'fields under another name')
  }
}

function refuse(how: string, is: number, max: number, of: string): void {
  if (is > max) throw tooCostly(`the query is too ${how}: ${is} ${of}, where ${max} are allowed`)
}

export const tooCostly = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'QueryTooCostly' } })

function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition)
  return fragments
}

/** Each fragment is counted once and remembered, so that a few of them cannot unfold without end. */
function costOf(
  selections: SelectionSetNode,
  fragments: Fragments,
  known: Map<string, Cost | undefined>,
): Cost {
  let depth = 0
  let fields = 0
  let aliases = 0
  for (const selection of selections.selections) {
    const inner = innerOf(selection, fragments, known)
    fields += inner.fields
    aliases += inner.aliases
    if (selection.kind !== Kind.FIELD) {
      depth = Math.max(depth, inner.depth)
      continue
    }
    const { value: name } = selection.name
    fields += DESCRIPTIONS[name] ?? 1
    if (selection.alias !== undefined) aliases += 1
    if (!name.startsWith('__')) depth = Math.max(depth, inner.depth + 1)
  }
  return { depth, fields, aliases }
}

function innerOf(
  selection: SelectionSetNode['selections'][number],
  fragments: Fragments,
  known: Map<string, Cost | undefined>,
): Cost {
  if (selection.kind !== Kind.FRAGMENT_SPREAD)
    return selection.selectionSet === undefined
      ? NOTHING
      : costOf(selection.selectionSet, fragments, known)
  const name = selection.name.value
  if (known.has(name)) return known.get(name) ?? NOTHING
  known.set(name, undefined)
  const fragment = fragments.get(name)
  const cost = fragment === undefined ? NOTHING : costOf(fragment.selectionSet, fragments, known)
  known.set(name, cost)
  return cost
}

const counted = new WeakMap<FieldNode, number>()

/** How many fields an answer has for each object that a field gives. */
export function fieldsOfEach(info: GraphQLResolveInfo): number {
  let sum = 1
  for (const node of info.fieldNodes) {
    let fields = counted.get(node)
    if (fields === undefined) {
      const fragments = new Map(Object.entries(info.fragments))
      fields =
        node.selectionSet === undefined ? 0 : costOf(node.selectionSet, fragments, new Map()).fields
      counted.set(node, fields)
    }
    sum += fields
  }
  return sum
}
