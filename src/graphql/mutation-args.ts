import { GraphQLBoolean, GraphQLEnumType, GraphQLInputObjectType, GraphQLString } from 'graphql'

const values = (...names: string[]) => Object.fromEntries(names.map(name => [name, {}]))

export const DRY_RUN = { type: GraphQLBoolean, description: 'Only show what would come of it.' }

export const MANAGER = {
  type: GraphQLString,
  description: 'Who the fields are recorded under in metadata.managedFields.',
}

export const SUBRESOURCE = {
  type: GraphQLString,
  description: 'Write through a subresource, such as status.',
}

export const FIELD_VALIDATION = {
  type: new GraphQLEnumType({
    name: 'FieldValidation',
    description: 'What is done about fields that are not known.',
    values: values('Ignore', 'Warn', 'Strict'),
  }),
  defaultValue: 'Warn',
}

export const PATCH_TYPE = new GraphQLEnumType({
  name: 'PatchType',
  description: 'How a patch is read.',
  values: {
    strategic: { description: 'Merged into the object, lists by their keys.' },
    merge: { description: 'Merged into the object, lists put in place of others (RFC 7386).' },
    json: { description: 'A list of steps (RFC 6902).' },
  },
})

export const PROPAGATION = {
  type: new GraphQLEnumType({
    name: 'PropagationPolicy',
    description: 'What becomes of the objects that it owns.',
    values: {
      Background: { description: 'They go after it.' },
      Foreground: { description: 'They go before it.' },
      Orphan: { description: 'They stay.' },
    },
  }),
}

export const PRECONDITIONS = {
  type: new GraphQLInputObjectType({
    name: 'Preconditions',
    description: 'What must be so, or nothing is done.',
    fields: { uid: { type: GraphQLString }, resourceVersion: { type: GraphQLString } },
  }),
}
