// An OpenAPI v3 document as the protobuf that clients may ask for (gnostic's openapi.v3.Document). The
// messages are a table: by JSON key the number and what stands there.
import { isObject, type JsonObject } from '../meta/object.ts'
import {
  bool,
  each,
  message,
  named,
  orReference,
  type Part,
  type Shape,
  security,
  text,
  within,
  writeShape,
} from './gnostic/parts.ts'
import { schemaV3 } from './gnostic/schema-v3.ts'
import { BYTES, Writer } from './protobuf/writer.ts'

/** The bytes of a document. */
export function encodeOpenapiV3(document: object): Uint8Array {
  const writer = new Writer(1 << 18)
  writeShape(writer, DOCUMENT, document as JsonObject)
  return writer.finish()
}

const MEDIA_TYPE: Shape = { parts: { schema: [1, schemaV3] }, extensions: 5 }

const content: Part = within(1, named(message(() => MEDIA_TYPE)))

const PARAMETER: Shape = {
  parts: {
    name: [1, text],
    in: [2, text],
    description: [3, text],
    required: [4, bool],
    deprecated: [5, bool],
    allowEmptyValue: [6, bool],
    style: [7, text],
    explode: [8, bool],
    allowReserved: [9, bool],
    schema: [10, schemaV3],
    content: [13, content],
  },
  extensions: 14,
}

const REQUEST_BODY: Shape = {
  parts: { description: [1, text], content: [2, content], required: [3, bool] },
  extensions: 4,
}

const RESPONSE: Shape = {
  parts: { description: [1, text], content: [3, content] },
  extensions: 5,
}

const response: Part = orReference(message(() => RESPONSE))

/** The answers by their codes, with the one of all other codes apart. */
const responses: Part = (writer, number, value) => {
  const { default: others, ...byCode } = isObject(value) ? value : {}
  writer.tag(number, BYTES)
  writer.message(() => {
    if (others !== undefined) response(writer, 1, others)
    named(response)(writer, 2, byCode)
  })
}

const parameters: Part = each(orReference(message(() => PARAMETER)))
const OPERATION: Shape = {
  parts: {
    tags: [1, each(text)],
    summary: [2, text],
    description: [3, text],
    operationId: [5, text],
    parameters: [6, parameters],
    requestBody: [7, orReference(message(() => REQUEST_BODY))],
    responses: [8, responses],
    deprecated: [10, bool],
    security: [11, security],
  },
  extensions: 13,
}

const operation: Part = message(() => OPERATION)

const PATH_ITEM: Shape = {
  parts: {
    $ref: [1, text],
    summary: [2, text],
    description: [3, text],
    get: [4, operation],
    put: [5, operation],
    post: [6, operation],
    delete: [7, operation],
    options: [8, operation],
    head: [9, operation],
    patch: [10, operation],
    trace: [11, operation],
    parameters: [13, parameters],
  },
  extensions: 14,
}

const INFO: Shape = {
  parts: { title: [1, text], description: [2, text], version: [6, text] },
  extensions: 7,
}

const SECURITY_SCHEME: Shape = {
  parts: {
    type: [1, text],
    description: [2, text],
    name: [3, text],
    in: [4, text],
    scheme: [5, text],
    bearerFormat: [6, text],
  },
  extensions: 9,
}

const COMPONENTS: Shape = {
  parts: {
    schemas: [1, within(1, named(schemaV3))],
    securitySchemes: [7, within(1, named(orReference(message(() => SECURITY_SCHEME))))],
  },
  extensions: 10,
}

const DOCUMENT: Shape = {
  parts: {
    openapi: [1, text],
    info: [2, message(() => INFO)],
    paths: [4, within(1, named(message(() => PATH_ITEM)))],
    components: [5, message(() => COMPONENTS)],
    security: [6, security],
  },
  extensions: 9,
}
