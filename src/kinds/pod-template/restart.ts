// When a container is started again, where it says so itself.
import { type Cause, invalid, notSupported, required, tooMany } from '../../meta/field-errors.ts'
import type { Container, ContainerRestartRule } from '../../schema/generated/core-v1.ts'

const POLICIES = ['Always', 'Never', 'OnFailure']
const ACTIONS = ['Restart', 'RestartAllContainers']
const OPERATORS = ['In', 'NotIn']
const RULES_MAX = 20
const CODES_MAX = 255

export function checkRestart(out: Cause[], container: Container, path: string): void {
  const { restartPolicy, restartPolicyRules: rules = [] } = container
  if (restartPolicy !== undefined && !POLICIES.includes(restartPolicy))
    out.push(notSupported(`${path}.restartPolicy`, restartPolicy, POLICIES))
  if (rules.length === 0) return
  const at = `${path}.restartPolicyRules`
  if (restartPolicy === undefined)
    out.push(
      required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'),
    )
  if (rules.length > RULES_MAX) out.push(tooMany(at, rules.length, RULES_MAX))
  for (const [index, rule] of rules.entries()) checkRule(out, rule, `${at}[${index}]`)
}

function checkRule(out: Cause[], rule: ContainerRestartRule, path: string): void {
  if (!ACTIONS.includes(rule.action ?? ''))
    out.push(notSupported(`${path}.action`, rule.action ?? '', ACTIONS))
  const codes = rule.exitCodes
  if (codes === undefined) return void out.push(required(`${path}.exitCodes`, 'must be specified'))
  if (!codes.operator) out.push(required(`${path}.exitCodes.operator`, 'must be specified'))
  else if (!OPERATORS.includes(codes.operator))
    out.push(notSupported(`${path}.exitCodes.operator`, codes.operator, OPERATORS))
  const values = codes.values ?? []
  if (values.length > CODES_MAX)
    out.push(tooMany(`${path}.exitCodes.values`, values.length, CODES_MAX))
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index)
      out.push(invalid(`${path}.exitCodes.values[${index}]`, value, 'must be unique'))
}
