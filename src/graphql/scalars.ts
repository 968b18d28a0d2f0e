// Scalars carry what stands in JSON as it is; they say what the text means and read arguments.

import type { GraphQLNamedOutputType } from 'graphql'
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
  valueFromASTUntyped,
} from 'graphql'
import type { TypeRef } from '../schema/types.ts'

const asItIs = (value: unknown): unknown => value

function scalar(name: string, description: string): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    description,
    serialize: asItIs,
    parseValue: asItIs,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  })
}

export const JSON_SCALAR = scalar('JSON', 'Any value of JSON.')
const INT64 = scalar('Int64', 'A whole number of 64 bits, as a number of JSON.')
const TIME = scalar('Time', 'A time in UTC, whole seconds: 2026-01-31T12:00:00Z.')
const MICRO_TIME = scalar(
  'MicroTime',
  'A time in UTC with microseconds: 2026-01-31T12:00:00.000000Z.',
)
const DURATION = scalar('Duration', 'A duration as Go writes it: 1h30m0s.')
const QUANTITY = scalar('Quantity', 'An amount of a resource: 500m, 128Mi, 2.')
const INT_OR_STRING = scalar('IntOrString', 'A whole number or a text: 8080, "http", "25%".')
const BASE64 = scalar('Base64', 'Bytes in base64.')

type Scalars = Readonly<Record<string, GraphQLNamedOutputType & GraphQLScalarType>>

/** The scalar of each sort of value that is neither struct, list nor map. */
export const SCALARS: Scalars = {
  string: GraphQLString,
  bool: GraphQLBoolean,
  int32: GraphQLInt,
  int64: INT64,
  uint32: INT64,
  float64: GraphQLFloat,
  bytes: BASE64,
  time: TIME,
  microTime: MICRO_TIME,
  duration: DURATION,
  quantity: QUANTITY,
  intOrString: INT_OR_STRING,
  fieldsV1: JSON_SCALAR,
  raw: JSON_SCALAR,
  any: JSON_SCALAR,
}

/** The scalar of a sort; JSON for what is not known. */
export const scalarOf = (type: TypeRef): GraphQLScalarType => SCALARS[type.sort] ?? JSON_SCALAR
