import {
  type Cause,
  duplicate,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../meta/field-errors.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '../../schema/generated/batch-v1.ts'
import { checkText } from '../pod-template/check.ts'
import { invalidAsIs } from './as-is.ts'

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const OPERATORS = ['In', 'NotIn']
const STATUSES = ['False', 'True', 'Unknown']
const RULES_MAX = 20
const CONDITIONS_MAX = 20
const CODES_MAX = 255

/** As Go prints a list of texts. */
const validValues = (words: readonly string[]): string =>
  `valid values: [${words.map(word => JSON.stringify(word)).join(' ')}]`

/** What a pod's failure means for its Job. */
export function checkFailurePolicy(out: Cause[], spec: JobSpec, path: string): void {
  const rules = spec.podFailurePolicy?.rules ?? []
  if (rules.length > RULES_MAX) out.push(tooMany(`${path}.rules`, rules.length, RULES_MAX))
  const pod = spec.template?.spec
  const names = new Set(
    [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map(({ name }) => name),
  )
  for (const [index, rule] of rules.entries())
    checkRule(out, rule, spec, names, `${path}.rules[${index}]`)
}

function checkRule(
  out: Cause[],
  rule: PodFailurePolicyRule,
  spec: JobSpec,
  names: ReadonlySet<string>,
  path: string,
): void {
  const { action, onExitCodes, onPodConditions = [] } = rule
  if (!action) out.push(required(`${path}.action`, validValues(ACTIONS)))
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    out.push(invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'))
  else if (!ACTIONS.includes(action)) out.push(notSupported(`${path}.action`, action, ACTIONS))
  if (onExitCodes !== undefined) checkExitCodes(out, onExitCodes, names, `${path}.onExitCodes`)
  if (onPodConditions.length > 0) checkConditions(out, onPodConditions, `${path}.onPodConditions`)
  if (onExitCodes !== undefined && onPodConditions.length > 0)
    out.push(invalidAsIs(path, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  if (onExitCodes === undefined && onPodConditions.length === 0)
    out.push(invalidAsIs(path, 'specifying one of OnExitCodes and OnPodConditions is required'))
}

function checkConditions(
  out: Cause[],
  conditions: NonNullable<PodFailurePolicyRule['onPodConditions']>,
  path: string,
): void {
  if (conditions.length > CONDITIONS_MAX) out.push(tooMany(path, conditions.length, CONDITIONS_MAX))
  for (const [index, { type, status }] of conditions.entries()) {
    checkText(out, qualifiedNameErrors, type, `${path}[${index}].type`)
    if (!status) out.push(required(`${path}[${index}].status`, validValues(STATUSES)))
    else if (!STATUSES.includes(status))
      out.push(notSupported(`${path}[${index}].status`, status, STATUSES))
  }
}

function checkExitCodes(
  out: Cause[],
  { operator, containerName, ...rest }: PodFailurePolicyOnExitCodesRequirement,
  names: ReadonlySet<string>,
  path: string,
): void {
  const values = rest.values ?? []
  if (!operator) out.push(required(`${path}.operator`, validValues(OPERATORS)))
  else if (!OPERATORS.includes(operator))
    out.push(notSupported(`${path}.operator`, operator, OPERATORS))
  if (containerName !== undefined && !names.has(containerName))
    out.push(
      invalid(
        `${path}.containerName`,
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    )
  const at = `${path}.values`
  if (values.length === 0) out.push(invalid(at, values, 'at least one value is required'))
  else if (values.length > CODES_MAX) out.push(tooMany(at, values.length, CODES_MAX))
  for (const [index, value] of values.entries()) {
    if (operator === 'In' && value === 0)
      out.push(invalid(`${at}[${index}]`, value, 'must not be 0 for the In operator'))
    if (values.indexOf(value) < index) out.push(duplicate(`${at}[${index}]`, value))
  }
  if (!values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value))
    out.push(invalid(at, values, 'must be ordered'))
}
