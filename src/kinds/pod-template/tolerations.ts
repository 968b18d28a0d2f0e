// Tolerations, and the effects of taints that they share with nodes.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { labelValueErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type { Toleration } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function checkEffect(out: Cause[], effect: string | undefined, path: string): void {
  if (!effect) out.push(required(path))
  else if (!EFFECTS.includes(effect)) out.push(notSupported(path, effect, EFFECTS))
}

export function checkTolerations(
  out: Cause[],
  tolerations: readonly Toleration[] | undefined,
  path: string,
): void {
  for (const [index, toleration] of (tolerations ?? []).entries())
    checkToleration(out, toleration, `${path}[${index}]`)
}

function checkToleration(out: Cause[], toleration: Toleration, path: string): void {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration
  if (key !== '') checkText(out, qualifiedNameErrors, key, `${path}.key`)
  else if (operator !== 'Exists')
    out.push(
      invalid(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    )
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    out.push(
      invalid(
        `${path}.effect`,
        effect,
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    )
  checkOperator(out, operator, value, `${path}.operator`)
  if (effect !== '') checkEffect(out, effect, `${path}.effect`)
}

function checkOperator(out: Cause[], operator: string, value: string, path: string): void {
  if (operator === 'Equal' || operator === '') {
    const errors = labelValueErrors(value)
    if (errors.length > 0) out.push(invalid(path, value, errors.join(';')))
  } else if (operator === 'Exists') {
    if (value !== '')
      out.push(invalid(path, value, "value must be empty when `operator` is 'Exists'"))
  } else out.push(notSupported(path, operator, ['Equal', 'Exists']))
}
