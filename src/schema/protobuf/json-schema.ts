// The three messages of apiextensions that are a schema or something else.
import { isObject, type JsonObject } from '../../meta/object.ts'
import type { Reader } from './reader.ts'
import { BYTES, VARINT, type Writer } from './writer.ts'

/** The struct of a schema. */
export const SCHEMA = 'apiextensions/v1.JSONSchemaProps'

const OR_BOOL = 'v1.JSONSchemaPropsOrBool'
const OR_ARRAY = 'v1.JSONSchemaPropsOrArray'
const SCHEMA_OR = new Set([OR_BOOL, OR_ARRAY, 'v1.JSONSchemaPropsOrStringArray'])

/** Whether a Go type is a schema or something else. */
export const isSchemaOr = (go: string | undefined): boolean => go !== undefined && SCHEMA_OR.has(go)

/** Writes a schema or something else; `writeProps` writes a schema's fields. */
export function writeSchemaOr(
  writer: Writer,
  go: string,
  value: unknown,
  writeProps: (props: JsonObject) => void,
): void {
  const schema = (number: number, props: JsonObject): void => {
    writer.tag(number, BYTES)
    writer.message(() => writeProps(props))
  }
  if (go === OR_BOOL) {
    writer.tag(1, VARINT)
    writer.integer(value === false || value === undefined || value === null ? 0 : 1)
    if (isObject(value)) schema(2, value)
  } else if (isObject(value)) schema(1, value)
  else if (Array.isArray(value) && go === OR_ARRAY)
    for (const item of value) schema(2, isObject(item) ? item : {})
  else if (Array.isArray(value))
    for (const item of value) {
      writer.tag(2, BYTES)
      writer.text(String(item))
    }
}

/** Reads a schema or something else; `readProps` reads a schema's fields. */
export function readSchemaOr(
  reader: Reader,
  go: string,
  readProps: (reader: Reader) => unknown,
): unknown {
  const schemaNumber = go === OR_BOOL ? 2 : 1
  const list: unknown[] = []
  let schema: unknown
  let allows = false
  while (!reader.isAtEnd) {
    const number = reader.tag()
    const { wire } = reader
    if (number === schemaNumber && wire === BYTES) schema = reader.message(readProps)
    else if (number === 1 && wire === VARINT) allows = reader.integer() !== 0
    else if (number === 2 && wire === BYTES)
      list.push(go === OR_ARRAY ? reader.message(readProps) : reader.text())
    else reader.skip()
  }
  if (list.length > 0) return list
  return schema ?? (go === OR_BOOL ? allows : undefined)
}
