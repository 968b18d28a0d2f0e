// Taints of devices, who tolerates them, and the conditions on which a device is bound.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { DeviceTaint, DeviceToleration } from '../../schema/generated/resource-v1.ts'
import { listErrors } from './lists.ts'
import { labelKeyErrors, valueErrors } from './names.ts'

const EFFECTS = ['NoExecute', 'NoSchedule', 'None']
const OPERATORS = ['Equal', 'Exists']
const CONDITIONS_MAX = 4

export function taintErrors({ key, value = '', effect }: DeviceTaint, path: string): Cause[] {
  return [
    ...labelKeyErrors(key, `${path}.key`),
    ...(value === '' ? [] : valueErrors(value, `${path}.value`)),
    ...(effect ? effectErrors(effect, `${path}.effect`) : [required(`${path}.effect`)]),
  ]
}

const effectErrors = (effect: string, path: string): Cause[] =>
  EFFECTS.includes(effect) ? [] : [notSupported(path, effect, EFFECTS)]

export function tolerationErrors(toleration: DeviceToleration, path: string): Cause[] {
  const { key = '', operator = '', value = '', effect = '' } = toleration
  return [
    ...(key === '' ? [] : labelKeyErrors(key, `${path}.key`)),
    ...operatorErrors(operator, value, path),
    ...(effect === '' ? [] : effectErrors(effect, `${path}.effect`)),
  ]
}

function operatorErrors(operator: string, value: string, path: string): Cause[] {
  switch (operator) {
    case 'Exists':
      return value === ''
        ? []
        : [invalid(`${path}.value`, value, 'must be empty for operator `Exists`')]
    case 'Equal':
      return valueErrors(value, `${path}.value`)
    case '':
      return [required(`${path}.operator`)]
    default:
      return [notSupported(`${path}.operator`, operator, OPERATORS)]
  }
}

interface Binding {
  readonly bindingConditions?: readonly string[]
  readonly bindingFailureConditions?: readonly string[]
}

/** Conditions for success and for failure come together, each once. */
export function bindingErrors(binding: Binding, path: string): Cause[] {
  const { bindingConditions: good = [], bindingFailureConditions: bad = [] } = binding
  const goodPath = `${path}.bindingConditions`
  const badPath = `${path}.bindingFailureConditions`
  const causes = [
    ...listErrors(good, CONDITIONS_MAX, labelKeyErrors, goodPath),
    ...listErrors(bad, CONDITIONS_MAX, labelKeyErrors, badPath),
    ...good.flatMap((name, at) =>
      good.indexOf(name) < at ? [duplicate(`${goodPath}[${at}]`, name)] : [],
    ),
  ]
  for (const [at, name] of bad.entries()) {
    if (bad.indexOf(name) < at) causes.push(duplicate(`${badPath}[${at}]`, name))
    if (good.includes(name))
      causes.push(
        invalid(
          `${badPath}[${at}]`,
          name,
          'bindingFailureConditions must not overlap with bindingConditions',
        ),
      )
  }
  if (good.length === 0 && bad.length > 0)
    causes.push(
      invalid(
        goodPath,
        sentEmpty(binding, 'bindingConditions') ?? null,
        'bindingConditions are required to use bindingFailureConditions',
      ),
    )
  if (bad.length === 0 && good.length > 0)
    causes.push(
      invalid(
        badPath,
        sentEmpty(binding, 'bindingFailureConditions') ?? null,
        'bindingFailureConditions are required to use bindingConditions',
      ),
    )
  return causes
}
