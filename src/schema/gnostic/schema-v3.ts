import {
  any,
  bool,
  double,
  each,
  integer,
  message,
  named,
  orReference,
  type Part,
  type Shape,
  text,
  within,
} from './parts.ts'

/** A schema, or a reference to one. */
export const schemaV3: Part = orReference(message(() => SCHEMA))

const additionalProperties: Part = (writer, number, value) =>
  within(typeof value === 'boolean' ? 2 : 1, typeof value === 'boolean' ? bool : schemaV3)(
    writer,
    number,
    value,
  )

const DEFAULTS: Readonly<Record<string, readonly [number, Part]>> = {
  number: [1, double],
  boolean: [2, bool],
  string: [3, text],
}

/** Only what is no object and no list can be told; of others it is told that there is one. */
const defaultValue: Part = (writer, number, value) => {
  const known = DEFAULTS[typeof value]
  if (known === undefined) message(() => ({ parts: {} }))(writer, number, value)
  else within(...known)(writer, number, value)
}

const SCHEMA: Shape = {
  parts: {
    nullable: [1, bool],
    readOnly: [3, bool],
    writeOnly: [4, bool],
    example: [7, any],
    deprecated: [8, bool],
    title: [9, text],
    multipleOf: [10, double],
    maximum: [11, double],
    exclusiveMaximum: [12, bool],
    minimum: [13, double],
    exclusiveMinimum: [14, bool],
    maxLength: [15, integer],
    minLength: [16, integer],
    pattern: [17, text],
    maxItems: [18, integer],
    minItems: [19, integer],
    uniqueItems: [20, bool],
    maxProperties: [21, integer],
    minProperties: [22, integer],
    required: [23, each(text)],
    enum: [24, each(any)],
    type: [25, text],
    allOf: [26, each(schemaV3)],
    oneOf: [27, each(schemaV3)],
    anyOf: [28, each(schemaV3)],
    not: [29, message(() => SCHEMA)],
    items: [30, within(1, each(schemaV3))],
    properties: [31, within(1, named(schemaV3))],
    additionalProperties: [32, additionalProperties],
    default: [33, defaultValue],
    description: [34, text],
    format: [35, text],
  },
  extensions: 36,
}
