// The fields of Mutation: the verbs of the registry for each kind, and what kubectl has names for. After a
// write the operation looks at the world anew, so that what is asked of its result is true by then.
import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { isObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { apiVersionOfTarget, type Target } from '../registry/target.ts'
import { commandFields } from './commands.ts'
import { deletionFields } from './deletions.ts'
import { DRY_RUN, FIELD_VALIDATION, MANAGER, PATCH_TYPE, SUBRESOURCE } from './mutation-args.ts'
import type { Root } from './names.ts'
import type { Context } from './operation.ts'
import type { SchemaParts } from './parts.ts'
import { nameArgs, targetOf } from './queries.ts'
import { JSON_SCALAR } from './scalars.ts'
import type { FieldConfig, FieldMap } from './types.ts'
import { applied, permitCreate, type WriteArgs, written } from './writes.ts'

export function mutationFields(parts: SchemaParts): FieldMap {
  const fields: FieldMap = {}
  for (const root of parts.roots) {
    const verbs = root.version.verbs ?? root.kind.verbs
    if (verbs.includes('create')) fields[`create${root.type}`] = createField(parts, root)
    if (verbs.includes('update')) fields[`update${root.type}`] = updateField(parts, root)
    if (verbs.includes('patch')) {
      fields[`apply${root.type}`] = applyField(parts, root)
      fields[`patch${root.type}`] = patchField(parts, root)
    }
    Object.assign(fields, deletionFields(parts, root, verbs))
  }
  return { ...fields, ...commandFields(parts) }
}

const OBJECT = { type: new GraphQLNonNull(JSON_SCALAR), description: 'The object as JSON.' }

/** The namespace of an object that names none. */
const placeArgs = (root: Root): GraphQLFieldConfigArgumentMap =>
  root.kind.namespaced
    ? {
        namespace: {
          type: GraphQLString,
          description: 'That of the object when left out, else default.',
        },
      }
    : {}

/** Where an object is meant to stand, by itself and by the arguments. */
function placed(root: Root, { object, namespace }: WriteArgs): Target {
  const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {}
  const own = typeof metadata.namespace === 'string' ? metadata.namespace : ''
  const name = typeof metadata.name === 'string' ? metadata.name : ''
  return targetOf(root, { namespace: namespace || own || 'default', name })
}

const WRITE_ARGS = { dryRun: DRY_RUN, manager: MANAGER, fieldValidation: FIELD_VALIDATION }

function createField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Creates a ${root.kind.kind}; metadata.generateName will do for a name.`,
    args: { ...placeArgs(root), object: OBJECT, ...WRITE_ARGS },
    resolve: (_source, args: WriteArgs, { operation }: Context) => {
      const of = placed(root, args)
      const { registry } = operation.options
      return written(operation, of, 'create', args, context =>
        registry.create(of, { value: withKind(of, args.object) }, context),
      )
    },
  }
}

function updateField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Puts an object in the place of the ${root.kind.kind} of its name; a metadata.resourceVersion in it must be the newest.`,
    args: { ...placeArgs(root), object: OBJECT, subresource: SUBRESOURCE, ...WRITE_ARGS },
    resolve: (_source, args: WriteArgs, { operation }: Context) => {
      const of = placed(root, args)
      const { registry } = operation.options
      return written(operation, of, 'update', args, async context => {
        if (root.kind.createOnUpdate === true) await permitCreate(operation, of, context)
        return (await registry.update(of, { value: withKind(of, args.object) }, context)).object
      })
    },
  }
}

function applyField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Server-side apply: creates the ${root.kind.kind}, or takes over the fields that are named.`,
    args: {
      ...placeArgs(root),
      object: OBJECT,
      ...WRITE_ARGS,
      manager: { ...MANAGER, type: new GraphQLNonNull(GraphQLString) },
      force: { type: GraphQLBoolean, description: 'Take fields that others own.' },
      subresource: SUBRESOURCE,
    },
    resolve: (_source, args: WriteArgs, { operation }: Context) => {
      const of = placed(root, args)
      return applied(operation, of, args, bodyOf(withKind(of, args.object)))
    },
  }
}

function patchField(parts: SchemaParts, root: Root): FieldConfig {
  return {
    type: parts.typeOf(root),
    description: `Changes part of a ${root.kind.kind}: an object that is merged into it, or a list of steps (type: json).`,
    args: {
      ...nameArgs(root),
      type: {
        type: PATCH_TYPE,
        defaultValue: root.kind.custom === undefined ? 'strategic' : 'merge',
      },
      patch: { type: new GraphQLNonNull(JSON_SCALAR) },
      subresource: SUBRESOURCE,
      ...WRITE_ARGS,
    },
    resolve: (_source, args: WriteArgs, { operation }: Context) => {
      const of = targetOf(root, { ...args, name: args.name ?? '' } as never)
      const type = args.type ?? 'strategic'
      if (type === 'strategic' && root.kind.custom !== undefined)
        throw badRequest('custom resources take no strategic patches: use merge or json')
      const { registry } = operation.options
      const request = { type, body: bodyOf(args.patch) }
      return written(
        operation,
        of,
        'patch',
        args,
        async context => (await registry.patch(of, request, context)).object,
      )
    },
  }
}

/** A patch as the registry takes it: some of its errors quote the text. */
const bodyOf = (value: unknown) => ({ value, text: JSON.stringify(value) })

/** An object with the kind of the field that it is given to, where it names none. */
function withKind(of: Target, object: unknown): unknown {
  if (!isObject(object)) return object
  return { apiVersion: apiVersionOfTarget(of), kind: of.kind.kind, ...object }
}
