// Options of requests, read from the query and checked as apimachinery's validation of options does.
import {
  type Cause,
  forbidden,
  goQuote,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../meta/field-errors.ts'
import { invalidObject } from '../meta/status.ts'
import type { FieldValidation, RequestContext } from '../registry/context.ts'
import { dryRunCauses } from '../registry/delete-options.ts'
import type { Exchange } from './exchange.ts'
import type { Query } from './query.ts'

const MANAGER_BYTES_MAX = 128

/** The options that all writes have in common. */
export interface WriteOptions {
  readonly dryRun: boolean
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
}

/** Options of a POST or PUT. @throws StatusError 422 */
export function writeOptions(query: Query, kind: 'CreateOptions' | 'UpdateOptions'): WriteOptions {
  return checked(query, kind, [])
}

/** Options of a PATCH. @throws StatusError 422 */
export function patchOptions(query: Query, apply: boolean): WriteOptions & { force: boolean } {
  const force = query.optionalFlag('force')
  const causes: Cause[] = []
  if (!apply && force !== undefined)
    causes.push(forbidden('force', 'may not be specified for non-apply patch'))
  if (apply && query.text('fieldManager') === '')
    causes.push(required('fieldManager', 'is required for apply patch'))
  return { ...checked(query, 'PatchOptions', causes), force: force ?? false }
}

/** @throws StatusError 422 */
export function refuse(kind: string, causes: readonly Cause[]): void {
  if (causes.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', causes)
}

function checked(query: Query, kind: string, causes: Cause[]): WriteOptions {
  const dryRun = query.all('dryRun')
  const fieldManager = query.text('fieldManager')
  const validation = query.text('fieldValidation')
  causes.push(...managerCauses(fieldManager), ...dryRunCauses(dryRun))
  const fieldValidation = validation === '' ? 'Warn' : validation
  if (!isFieldValidation(fieldValidation))
    causes.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  refuse(kind, causes)
  return {
    dryRun: dryRun.length > 0,
    fieldManager,
    fieldValidation: fieldValidation as FieldValidation,
  }
}

const isFieldValidation = (text: string): text is FieldValidation =>
  text === 'Ignore' || text === 'Warn' || text === 'Strict'

function managerCauses(manager: string): Cause[] {
  const causes: Cause[] = []
  if (Buffer.byteLength(manager) > MANAGER_BYTES_MAX)
    causes.push(tooLong('fieldManager', MANAGER_BYTES_MAX))
  let at = 0
  for (const letter of manager) {
    if (!isPrintable(letter))
      causes.push(
        invalid(
          'fieldManager',
          manager,
          `invalid character ${codePoint(letter)} (at position ${at})`,
        ),
      )
    at += Buffer.byteLength(letter)
  }
  return causes
}

/** What Go's unicode.IsPrint takes: letters, marks, numbers, punctuation, symbols, and the blank. */
const isPrintable = (letter: string): boolean =>
  letter === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(letter)

const codePoint = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Who a write is recorded under: the manager that was named, else the first part of the User-Agent. */
export function managerOf(named: string, userAgent: string): string {
  if (named !== '') return named
  let manager = ''
  for (const letter of userAgent.split('/', 1)[0] ?? '') {
    if (!isPrintable(letter)) continue
    if (Buffer.byteLength(manager) + Buffer.byteLength(letter) > MANAGER_BYTES_MAX) break
    manager += letter
  }
  return manager === '' ? 'unknown' : manager
}

/** The context of a write. */
export function contextOf(
  exchange: Exchange,
  options: WriteOptions,
  subresource: string,
): RequestContext {
  return {
    user: exchange.user,
    manager: managerOf(options.fieldManager, exchange.userAgent),
    subresource,
    dryRun: options.dryRun,
    fieldValidation: options.fieldValidation,
    passed: true,
    warn: text => exchange.warn(text),
    get signal() {
      return exchange.signal
    },
  }
}

/** The context of a read. */
export function readContext(exchange: Exchange): RequestContext {
  return contextOf(exchange, READ, '')
}

const READ: WriteOptions = { dryRun: false, fieldManager: '', fieldValidation: 'Ignore' }

/** What Go's duration parser says of a text that is none. */
export function durationError(text: string): string {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)
    ? `time: missing unit in duration ${goQuote(text)}`
    : `time: invalid duration ${goQuote(text)}`
}
