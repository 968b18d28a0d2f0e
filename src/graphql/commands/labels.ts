// `labelPod`, `annotatePod` and so on: labels and annotations of any kind, one map of changes each.
import { GraphQLBoolean, GraphQLNonNull } from 'graphql'
import { sameJson } from '../../meta/freeze.ts'
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import { badRequest, conflict } from '../../meta/status.ts'
import type { Root } from '../names.ts'
import type { SchemaParts } from '../parts.ts'
import { JSON_SCALAR } from '../scalars.ts'
import type { FieldMap } from '../types.ts'
import { type CommandArgs, commandField, modified } from './parts.ts'

export type Marks = 'labels' | 'annotations'

export function labelCommands(parts: SchemaParts, root: Root): FieldMap {
  return {
    [`label${root.type}`]: marksField(parts, root, 'labels'),
    [`annotate${root.type}`]: marksField(parts, root, 'annotations'),
  }
}

interface MarksArgs extends CommandArgs {
  readonly labels?: unknown
  readonly annotations?: unknown
  readonly overwrite?: boolean | null
}

function marksField(parts: SchemaParts, root: Root, marks: Marks) {
  return commandField(
    parts,
    root,
    `Sets ${marks} of a ${root.kind.kind}, or takes them away.`,
    {
      [marks]: {
        type: new GraphQLNonNull(JSON_SCALAR),
        description: 'By their names: a text sets one, null takes it away.',
      },
      overwrite: {
        type: GraphQLBoolean,
        defaultValue: true,
        description: 'Put other values in the place of those that are there.',
      },
    },
    async (operation, args: MarksArgs) => {
      const changes = args[marks]
      if (!isObject(changes)) throw badRequest(`${marks} must be an object: {name: "value"}`)
      return modified(operation, root, args, live =>
        withMarks(root, live, marks, changes, args.overwrite !== false),
      )
    },
  )
}

/** The object with its labels or annotations changed; the same where nothing changes. @throws StatusError 409 */
export function withMarks(
  { kind }: Pick<Root, 'kind'>,
  live: KubeObject,
  marks: Marks,
  changes: JsonObject,
  overwrite: boolean,
): KubeObject {
  const old = live.metadata[marks] ?? {}
  const next = new Map(Object.entries(old))
  for (const [name, value] of Object.entries(changes)) {
    const held = next.get(name)
    if (value === null) next.delete(name)
    else if (typeof value !== 'string') throw badRequest(`${marks}.${name} must be a text`)
    else if (held !== undefined && held !== value && !overwrite)
      throw conflict(kind, live.metadata.name ?? '', `${name} is ${held}, and overwrite is false`)
    else next.set(name, value)
  }
  const changed = Object.fromEntries(next)
  if (sameJson(changed, old)) return live
  const { [marks]: _, ...metadata } = live.metadata
  return {
    ...live,
    metadata: next.size === 0 ? metadata : { ...metadata, [marks]: changed },
  }
}
