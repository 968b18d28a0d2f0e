// Bodies: read with a limit, told apart by media type, parsed into data. What they mean is not looked at here.
import type { IncomingMessage } from 'node:http'
import { goQuote } from '../meta/field-errors.ts'
import { isObject } from '../meta/object.ts'
import { badRequest, tooLarge, unsupportedMediaType } from '../meta/status.ts'
import type { Body } from '../registry/options.ts'
import { typeMetaFault } from '../registry/type-meta.ts'
import { parseJson } from '../schema/json.ts'
import { decodeEnvelope } from '../schema/protobuf/envelope.ts'
import type { Types } from '../schema/table.ts'
import { parseYaml } from '../schema/yaml.ts'
import type { Media } from './negotiate.ts'

export const BODY_BYTES_MAX = 3 * 1024 * 1024

/** All bytes of a body. @throws StatusError 413 */
export function readBytes(request: IncomingMessage): Promise<Buffer> {
  const length = request.headers['content-length']
  if (length !== undefined && Number(length) > BODY_BYTES_MAX)
    return Promise.reject(overLimit(request))
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let bytes = 0
    request.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > BODY_BYTES_MAX) {
        parts.length = 0
        request.removeAllListeners('data')
        return reject(overLimit(request))
      }
      parts.push(part)
    })
    request.once('end', () =>
      resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)),
    )
    request.once('error', reject)
  })
}

function overLimit(request: IncomingMessage): Error {
  // What is still on its way is taken and thrown away, or the client never reads the answer.
  request.resume()
  return tooLarge(`Request entity too large: limit is ${BODY_BYTES_MAX}`)
}

/** How a body is written, by its Content-Type; JSON when there is none. @throws StatusError 415 */
export function mediaOf(request: IncomingMessage, custom: boolean): Media {
  const header = request.headers['content-type']
  const type = header === undefined || header === '' ? 'application/json' : baseOf(header)
  if (type === 'application/json') return 'json'
  if (type === 'application/yaml') return 'yaml'
  if (type === 'application/vnd.kubernetes.protobuf' && !custom) return 'protobuf'
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml${custom ? '' : ', application/vnd.kubernetes.protobuf'}`,
  )
}

/** Parameters of a media type as Go reads them. No two parts in a row match the same, or long blanks would take for ever. */
const PARAMETERS =
  /^(\s*;\s*[-!#$%&'*+.^_`|~\w]+\s*=\s*([-!#$%&'*+.^_`|~\w]+|"(\\.|[^"\\])*"))*\s*(;\s*)?$/

/** A media type without its parameters; empty when those are none. */
function baseOf(header: string): string {
  const end = header.indexOf(';')
  if (end < 0) return header.trim().toLowerCase()
  return PARAMETERS.test(header.slice(end)) ? header.slice(0, end).trim().toLowerCase() : ''
}

/** What is known of the kind that a body is read for. */
export interface Expected {
  readonly kind: string
  /** Custom resources must say what they are. */
  readonly custom: boolean
  /** Options of a delete are read in fewer words. */
  readonly bare?: boolean
}

/** @throws StatusError 400 in the words of Go's parsers */
export function parseBody(bytes: Buffer, media: Media, expected: Expected, types: Types): Body {
  const body = parsed(bytes, media, expected, types)
  const { value } = body
  if (value === null) return { ...body, value: {} }
  if (!isObject(value))
    throw notAType(
      `cannot unmarshal ${sortOf(value)} into Go value of type ${TYPE_META}`,
      bytes,
      expected,
    )
  const fault = typeMetaFault(value)
  if (fault !== undefined) throw unrecognized(fault, bytes, expected)
  const { kind } = value
  if (expected.custom && (kind === undefined || kind === ''))
    throw unrecognized(
      `Object 'Kind' is missing in '${bytes.toString('utf8').trimEnd()}'`,
      bytes,
      expected,
    )
  return body
}

const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

function parsed(bytes: Buffer, media: Media, expected: Expected, types: Types): Body {
  try {
    if (media === 'protobuf') return { value: decodeEnvelope(types, bytes) }
    const text = bytes.toString('utf8')
    if (media === 'yaml') {
      const { value, duplicates } = parseYaml(text)
      return { value: value ?? {}, duplicates, text }
    }
    const { value, duplicates } = parseJson(text)
    return { value, duplicates: duplicates.map(path => `duplicate field ${goQuote(path)}`), text }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const text =
      media === 'json'
        ? `couldn't get version/kind; json parse error: ${error.message}`
        : error.message
    throw unrecognized(text, bytes, expected)
  }
}

const notAType = (text: string, bytes: Buffer, expected: Expected) =>
  unrecognized(`couldn't get version/kind; json parse error: json: ${text}`, bytes, expected)

function unrecognized(text: string, bytes: Buffer, expected: Expected) {
  if (expected.bare === true) return badRequest(text)
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${text} (${beginning(bytes)})`,
  )
}

const SHOWN_BYTES_MAX = 30

/** The first bytes of a body: as text where it begins like JSON, else in hexadecimal. */
function beginning(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>'
  const shown = bytes.subarray(0, SHOWN_BYTES_MAX)
  const text = bytes[0] === 0x7b ? shown.toString('utf8') : shown.toString('hex')
  return bytes.length > SHOWN_BYTES_MAX ? `${text} ...` : text
}

function sortOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value
}
