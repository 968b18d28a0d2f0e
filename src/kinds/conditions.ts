// Conditions of the common sort, as they stand in the status of several kinds.
import {
  type Cause,
  duplicate,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../meta/field-errors.ts'
import { byteLength, patternText, qualifiedNameErrors } from '../meta/names.ts'
import type { Condition } from '../schema/generated/meta-v1.ts'

const STATUSES = ['False', 'True', 'Unknown']
const REASON_MAX = 1024
const MESSAGE_MAX = 32 * 1024
const REASON_PATTERN = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
const REASON = new RegExp(`^${REASON_PATTERN}$`)
const REASON_TEXT = patternText(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON_PATTERN,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
)

/** What is wrong with a list of conditions, each of a type of its own. */
export function conditionsErrors(
  conditions: readonly Partial<Condition>[] | undefined,
  path: string,
): Cause[] {
  const types = (conditions ?? []).map(({ type = '' }) => type)
  return (conditions ?? []).flatMap((condition, index) => {
    const at = `${path}[${index}]`
    const type = types[index] ?? ''
    const twice = types.indexOf(type) < index ? [duplicate(`${at}.type`, type)] : []
    return [...twice, ...conditionErrors(condition, at)]
  })
}

function conditionErrors(condition: Partial<Condition>, path: string): Cause[] {
  const { type = '', status = '', observedGeneration = 0, lastTransitionTime } = condition
  const causes = qualifiedNameErrors(type).map(text => invalid(`${path}.type`, type, text))
  if (!STATUSES.includes(status)) causes.push(notSupported(`${path}.status`, status, STATUSES))
  if (observedGeneration < 0)
    causes.push(
      invalid(
        `${path}.observedGeneration`,
        observedGeneration,
        'must be greater than or equal to zero',
      ),
    )
  if (!lastTransitionTime) causes.push(required(`${path}.lastTransitionTime`, 'must be set'))
  return [
    ...causes,
    ...reasonErrors(condition.reason ?? '', `${path}.reason`),
    ...messageErrors(condition.message ?? '', `${path}.message`),
  ]
}

function reasonErrors(reason: string, path: string): Cause[] {
  if (reason === '') return [required(path, 'must be set')]
  return [
    ...(REASON.test(reason) ? [] : [invalid(path, reason, REASON_TEXT)]),
    ...(byteLength(reason) > REASON_MAX ? [tooLong(path, REASON_MAX)] : []),
  ]
}

const messageErrors = (message: string, path: string): Cause[] =>
  byteLength(message) > MESSAGE_MAX ? [tooLong(path, MESSAGE_MAX)] : []
